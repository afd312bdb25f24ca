const LIGHT = `
  --text: #1d232f; --quiet: #5a6472; --page: #f4f5f7; --card: #ffffff; --line: #dfe3e8; --head: #f7f8fa;
  --good: #14693c; --good-fill: #e5f4eb; --bad: #b3151d; --bad-fill: #fdeaea; --unsure: #8a5300; --unsure-fill: #fdf1dc;
  --neutral-fill: #eceff3; --link: #1f5fbf; --first: #1f5fbf; --second: #5b7a2b; --third: #8d4bab;`;
const DARK = `
  --text: #d9dde4; --quiet: #9aa3b0; --page: #111217; --card: #1a1c23; --line: #30343d; --head: #21242c;
  --good: #6ccf8e; --good-fill: #14301f; --bad: #ff8080; --bad-fill: #3b1a1d; --unsure: #f0b455; --unsure-fill: #37290f;
  --neutral-fill: #2a2e37; --link: #7fb0ff; --first: #7fb0ff; --second: #a9cf6b; --third: #d3a0ee;`;

/** Light, dark and print: as the browser prefers, or as a page that frames the report says by `data-theme`. Figures are
 * tabular; tables scroll by themselves on narrow screens. */
export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
:root[data-theme='light'] { ${LIGHT} }
:root[data-theme='dark'] { ${DARK} }
* { box-sizing: border-box; }
html { color-scheme: light dark; }
html[data-theme='light'] { color-scheme: light; }
html[data-theme='dark'] { color-scheme: dark; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 Inter, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 20px; margin: 0 0 8px; }
h3 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 0 0 10px; }
a { color: var(--link); }
code, .path { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; overflow-wrap: anywhere; }
.kicker { text-transform: uppercase; letter-spacing: .06em; font-size: 12px; color: var(--quiet); margin: 0 0 6px; }
.quiet { color: var(--quiet); font-weight: 400; }
header section, main > section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px 24px; margin: 20px 0; }
.verdict { display: flex; gap: 16px; align-items: center; border-radius: 8px; padding: 18px 22px; margin: 18px 0; border-left: 6px solid currentColor; }
.verdict p { margin: 0; font-size: 18px; color: var(--text); }
.verdict .mark.mark { font-size: 20px; padding: 6px 14px; background: var(--card); }
.verdict.small { padding: 10px 16px; margin: 10px 0; }
.verdict.small p { font-size: 15px; }
.verdict.small .mark { font-size: 15px; padding: 3px 10px; }
.verdict.good { background: var(--good-fill); color: var(--good); }
.verdict.bad { background: var(--bad-fill); color: var(--bad); }
.verdict.unsure { background: var(--unsure-fill); color: var(--unsure); }
.verdict.neutral { background: var(--neutral-fill); color: var(--quiet); }
.mark { display: inline-block; white-space: nowrap; border-radius: 5px; padding: 1px 8px; font-weight: 600; font-size: 13px; }
.mark .icon { display: inline-block; min-width: 1.1em; margin-right: 3px; text-align: center; }
.mark.good { color: var(--good); background: var(--good-fill); }
.mark.bad { color: var(--bad); background: var(--bad-fill); }
.mark.unsure { color: var(--unsure); background: var(--unsure-fill); }
.mark.neutral { color: var(--quiet); background: var(--neutral-fill); }
.note { border-left: 4px solid; padding: 8px 14px; border-radius: 4px; }
.note.bad { border-color: var(--bad); background: var(--bad-fill); }
.note.unsure { border-color: var(--unsure); background: var(--unsure-fill); }
.comments .words { white-space: pre-line; overflow-wrap: anywhere; }
.findings { margin: 0; padding-left: 22px; }
.findings li { margin: 4px 0; font-size: 16px; }
.findings a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: 3px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
caption { text-align: left; color: var(--quiet); font-size: 12.5px; padding: 0 0 6px; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--head); font-size: 12.5px; color: var(--quiet); vertical-align: bottom; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 130px; }
.number { text-align: right; white-space: nowrap; }
.strong { font-weight: 600; }
.why { color: var(--quiet); min-width: 220px; overflow-wrap: anywhere; }
.statistics { font-size: 12.5px; }
.statistics th, .statistics td { padding: 5px 7px; }
tr.total th, tr.total td { font-weight: 700; background: var(--head); }
.matrix td { min-width: 180px; }
.matrix .cell { display: flex; flex-direction: column; align-items: flex-start; gap: 3px; color: inherit; text-decoration: none; }
.matrix .cell + .cell { margin-top: 8px; }
.worst { font-weight: 600; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 16px 0; }
.figures div { background: var(--head); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; }
.figures dt { font-size: 12.5px; color: var(--quiet); }
.figures dd { margin: 0; font-size: 21px; font-weight: 600; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
figure { margin: 0; }
figcaption { font-size: 13px; font-weight: 600; }
figure > svg { width: 100%; height: auto; display: block; }
figure > svg[tabindex] { cursor: crosshair; touch-action: pan-y; user-select: none; }
figure > svg:focus:not(:focus-visible) { outline: none; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.tools { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 6px 0; font-size: 13px; min-height: 28px; }
.tools input, .tools button { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 5px; padding: 3px 10px; }
.tools input { min-width: 220px; }
.tools button { cursor: pointer; }
.tools button[aria-pressed="false"] { color: var(--quiet); text-decoration: line-through; }
.sort { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit; cursor: pointer; }
.sort:hover { text-decoration: underline; }
th[aria-sort="ascending"] .sort::after { content: " ▲"; }
th[aria-sort="descending"] .sort::after { content: " ▼"; }
svg .cursor { stroke: var(--quiet); stroke-width: 1; }
svg .chosen { fill: var(--link); opacity: .2; }
svg text { font-size: 11.5px; fill: var(--quiet); }
svg .series { font-weight: 700; font-size: 12.5px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .ramp-up { fill: var(--neutral-fill); opacity: .6; }
svg .line { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
svg .line.first { stroke: var(--first); } svg .series.first { fill: var(--first); }
svg .line.second { stroke: var(--second); stroke-dasharray: 7 4; } svg .series.second { fill: var(--second); }
svg .line.third { stroke: var(--third); stroke-dasharray: 2 4; } svg .series.third { fill: var(--third); }
svg .line.bad { stroke: var(--bad); stroke-dasharray: 7 4; } svg .series.bad { fill: var(--bad); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; margin: 12px 0; }
.pictures img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
.pictures figcaption { margin-bottom: 4px; overflow-wrap: anywhere; }
.pictures .missing { border: 1px dashed var(--line); border-radius: 4px; padding: 12px 14px; color: var(--quiet); }
.panel { break-inside: avoid; }
details { margin: 14px 0; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
.parameters { width: auto; }
.method dl { margin: 0; }
.method dl div { display: grid; grid-template-columns: 240px 1fr; gap: 16px; padding: 8px 0; border-bottom: 1px solid var(--line); }
.method dt { font-weight: 600; } .method dd { margin: 0; }
footer { color: var(--quiet); font-size: 13px; }
@media (max-width: 700px) { .method dl div { grid-template-columns: 1fr; gap: 2px; } .verdict { flex-direction: column; align-items: flex-start; } }
@media print {
  :root, :root[data-theme] { --text: #000; --quiet: #444; --page: #fff; --card: #fff; --line: #ccc; --head: #f3f3f3;
    --good: #14693c; --good-fill: #eef7f1; --bad: #b3151d; --bad-fill: #fdf0f0; --unsure: #8a5300; --unsure-fill: #fdf6e9;
    --neutral-fill: #f0f0f0; --link: #000; --first: #1f5fbf; --second: #5b7a2b; --third: #8d4bab; }
  @page { size: A4; margin: 12mm; }
  html, html[data-theme] { color-scheme: light; }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  header section, main > section { border: 0; padding: 0; }
  section.run { break-before: page; }
  table { font-size: 8pt; } .statistics { font-size: 6.2pt; } caption { font-size: 8pt; }
  th, td { padding: 3px 5px; } .statistics th, .statistics td { padding: 2px 3px; }
  thead th { font-size: inherit; white-space: normal; } tbody th { min-width: 84px; } .statistics tbody th { min-width: 70px; } .why { min-width: 130px; } .mark { font-size: 8pt; padding: 0 4px; } .matrix td { min-width: 0; }
  .verdict p { font-size: 12pt; } .findings li { font-size: 11pt; }
  .figures { grid-template-columns: repeat(6, 1fr); gap: 6px; } .figures div { padding: 6px 8px; } .figures dd { font-size: 12pt; }
  .charts { grid-template-columns: 1fr; } .charts svg { max-width: 150mm; }
  .scroll { overflow: visible; } .tools { display: none; }
  tr, figure, .figures div, .method dl div { break-inside: avoid; }
  thead { display: table-header-group; }
  h2, h3, caption { break-after: avoid; }
  a { text-decoration: none; }
  details:not([open]) { display: none; }
}
`;
