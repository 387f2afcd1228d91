import { raw } from '../../html.ts'

/** The cover of the book: two faces that cannot be told apart. */
export const cover = raw(`<svg class="cover" viewBox="0 0 220 320" aria-hidden="true">
<rect width="220" height="320" fill="#2c5a4b"/>
<path d="M16 0v320" stroke="#000" stroke-opacity=".22" stroke-width="3"/>
<rect x="30" y="16" width="174" height="288" rx="3" fill="none" stroke="#e3c579" stroke-opacity=".75"/>
<g fill="#f6ead0" font-family="'Iowan Old Style','Palatino Linotype',Palatino,'URW Palladio L',P052,Georgia,serif" text-anchor="middle">
<text x="117" y="64" font-size="17" font-style="italic">The</text>
<text x="117" y="92" font-size="27">Comedy</text>
<text x="117" y="114" font-size="15" font-style="italic">of</text>
<text x="117" y="142" font-size="27">Errors</text>
<text x="117" y="284" font-size="11.5" letter-spacing="1.4">W. SHAKESPEARE</text>
</g>
<g fill="none" stroke="#e3c579" stroke-width="2.4" stroke-linecap="round">
<circle cx="97" cy="210" r="34"/><circle cx="137" cy="210" r="34"/>
<path d="M78 203h.1M98 203h.1M136 203h.1M156 203h.1" stroke-width="5"/>
<path d="M76 219q12 11 24 0M134 219q12 11 24 0"/>
</g>
</svg>`)
