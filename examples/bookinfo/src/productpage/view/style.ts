import { raw } from '../../html.ts'

/** The whole style of the shop, sent inside each page, so that a page is one request. */
export const style = raw(`
:root {
  color-scheme: light dark;
  --paper: #f8f3e9; --card: #fffdf8; --ink: #2b2420; --soft: #6d6057; --line: #e5dac8;
  --green: #2c5a4b; --on-green: #fffdf8; --black: #1c1917; --red: #c0271f; --chip: transparent;
  --alarm: #a32a1e; --alarm-card: #fdf1ec; --alarm-line: #eccabd;
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', 'P052', Georgia, serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191613; --card: #221e1a; --ink: #ede5d8; --soft: #ab9f90; --line: #3a332b;
    --green: #93c7b3; --on-green: #16211c; --chip: #ede5d8; --red: #c0271f;
    --alarm: #f0a08f; --alarm-card: #2c1e19; --alarm-line: #573429;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
a { color: var(--green); text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--green); outline-offset: 3px; border-radius: 3px; }
.width { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem; }
.bar { border-bottom: 1px solid var(--line); }
.bar .width { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 4rem; }
.brand { font: 600 1.15rem var(--serif); color: inherit; text-decoration: none; display: flex; gap: .6rem; align-items: center; }
.brand svg { width: 1.5rem; height: 1.5rem; color: var(--green); }
.who { display: flex; align-items: center; gap: 1rem; min-width: 0; }
.who b { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.button {
  font: inherit; font-weight: 600; cursor: pointer; white-space: nowrap; text-decoration: none;
  padding: .45rem 1.1rem; border-radius: 99px; border: 1px solid var(--green);
  background: transparent; color: var(--green);
}
.button:hover, .button.full { background: var(--green); color: var(--on-green); }
.button.full:hover { filter: brightness(1.1); }

dialog {
  width: min(23rem, calc(100vw - 2rem)); padding: 1.75rem; border: 1px solid var(--line);
  border-radius: 14px; background: var(--card); color: inherit; box-shadow: 0 24px 60px #0005;
}
dialog::backdrop { background: #1a130c80; }
@supports not selector(:popover-open) { dialog { display: block; position: static; margin-top: 1rem; } }
dialog h2 { margin: 0 0 .25rem; }
dialog p { margin: 0 0 1.25rem; color: var(--soft); font-size: .93rem; }
dialog label { display: block; margin-bottom: 1rem; font-size: .9rem; font-weight: 600; }
dialog input {
  display: block; width: 100%; margin-top: .3rem; padding: .55rem .75rem; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
}
dialog .button { width: 100%; }

h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.15; text-wrap: balance; }
h1 { font-size: clamp(2.1rem, 5.5vw, 3.3rem); margin: 0 0 1rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; margin: 0 0 1.1rem; }
.hero { display: grid; grid-template-columns: 11rem 1fr; gap: 2.75rem; align-items: center; padding-block: 1.75rem; }
.hero p { max-width: 40rem; margin: 0; font-size: 1.08rem; }
.cover { width: 100%; height: auto; border-radius: 4px 8px 8px 4px; box-shadow: 0 14px 34px #0004, inset 0 0 0 1px #0002; }
.columns { display: grid; grid-template-columns: 17rem 1fr; gap: 2.75rem; align-items: start; padding-bottom: 1.25rem; }

.facts { margin: 0; border-top: 1px solid var(--line); }
.facts div { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; text-align: right; overflow-wrap: anywhere; }

.review { margin: 0 0 1.1rem; padding: 1.4rem 1.6rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.review blockquote { margin: 0; font: 1.14rem/1.55 var(--serif); overflow-wrap: anywhere; }
.review figcaption { margin-top: .8rem; color: var(--soft); font-size: .93rem; }
.review figcaption::before { content: '— '; }
.stars { display: inline-flex; gap: .15rem; margin-bottom: .8rem; padding: .25rem .55rem; margin-left: -.55rem; border-radius: 99px; background: var(--chip); }
.stars svg { width: 1.3rem; height: 1.3rem; fill: currentColor; stroke: currentColor; stroke-width: 1.4; stroke-linejoin: round; }
.stars .empty { fill: none; }
.text-black-500 { color: var(--black); }
.text-red-500 { color: var(--red); }

.sorry { padding: 1.2rem 1.5rem; border: 1px solid var(--alarm-line); border-radius: 12px; background: var(--alarm-card); }
.sorry h2 { margin: 0 0 .35rem; font-size: 1.2rem; color: var(--alarm); }
.sorry p { margin: 0; }
.no-stars { margin: 0 0 .8rem; color: var(--alarm); font-size: .93rem; }
.no-stars::before { content: '☆ '; }

.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
.tree ul { margin-left: .8rem; padding-left: 1.4rem; border-left: 1px solid var(--line); }
.tree li { padding: .35rem 0; }
.tree code { margin-left: .6rem; color: var(--soft); overflow-wrap: anywhere; }
.pages { display: flex; flex-wrap: wrap; gap: .75rem; margin: 2rem 0 0; }
.index { padding-block: 2.25rem; }

footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
footer .width { padding-block: 1.3rem; display: flex; flex-wrap: wrap; gap: .3rem 2rem; justify-content: space-between; }
footer p { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  .hero { grid-template-columns: 1fr; gap: 1.75rem; padding-block: 2rem; }
  .cover { width: 8rem; }
  .columns { grid-template-columns: 1fr; gap: 2.5rem; }
}
`)
