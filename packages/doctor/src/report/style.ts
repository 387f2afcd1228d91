/** The style of the page, for light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5d6778; --line: #d9dee7; --ground: #fff; --box: #f6f8fb; --bad: #b3261e; --good: #146c3c; --tint: #fdecea }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf2; --soft: #9aa5b8; --line: #333c4b; --ground: #141920; --box: #1c232d; --bad: #ff8a80; --good: #7bd7a1; --tint: #3a2022 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem } h3 { font-size: 1rem; margin: 0 }
header p { margin: .25rem 0 0; color: var(--soft) }
.bad { color: var(--bad) } .good { color: var(--good) }
code, .at, .tree div, summary b { font: 13px/1.5 ui-monospace, monospace }
span { color: var(--soft); font-weight: normal }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; background: var(--box); padding: .75rem 1rem; margin-bottom: .75rem }
.finding p, .finding ul { margin: .35rem 0 } .finding h3 code { color: var(--soft); font-weight: normal; margin-left: .5rem } .count { float: right; font-size: 13px }
.finding ul { padding-left: 1.2rem; color: var(--soft) }
.remedy::before { content: '→ '; color: var(--good) }
.names { margin: .15rem 0; line-height: 1.9 }
.names code { border: 1px solid var(--line); border-radius: 4px; padding: .05rem .35rem; white-space: nowrap }
.forwarded { color: var(--good) } .absent, .doubled, .another-request { color: var(--bad); background: var(--tint) } .absent { text-decoration: line-through }
details { border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; margin-bottom: .5rem } details.bad { color: inherit; border-color: var(--bad) }
summary { cursor: pointer }
.tree, .tree ul { list-style: none; padding-left: 1.1rem; margin: .4rem 0; border-left: 1px solid var(--line) }
.tree li { margin: .5rem 0 } .tree div.bad { font-weight: 600 }
.why { margin: .2rem 0; color: var(--soft); font-size: 14px }
`
