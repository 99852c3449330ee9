// SPDX-License-Identifier: Apache-2.0

/** Number of colours for series; what comes beyond shares the grey of number 0. */
export const COLOURS = 8;

const LIGHT = ['#767c85', '#0072b2', '#d55e00', '#00865f', '#b8558e', '#b47b00', '#2f9bd6', '#7557c2', '#8a5a2b'];
const DARK = ['#9aa0a6', '#58b4ec', '#ff9457', '#3fcfa2', '#eba3cb', '#f0b93a', '#9bd5f7', '#b39df0', '#cfa377'];

const colours = (values: readonly string[]) => values.map((value, index) => `--c${index}:${value}`).join(';');

export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--soft:#5b636e;--line:#d8dce2;--panel:#f5f6f8;--good:#1a7a45;--bad:#b3261e;--link:#0b5cad;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--text:#e6e8eb;--soft:#a2a9b3;--line:#363c45;--panel:#1d2126;--good:#5fd394;--bad:#ff8a80;--link:#7fb8f5;${colours(DARK)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:22px;margin:0}h2{font-size:17px;margin:36px 0 12px}h3{font-size:15px;margin:0}
p{margin:4px 0}a{color:var(--link);overflow-wrap:anywhere}code{font:13px ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:10px;margin:20px 0 0;padding:0;list-style:none}
.tiles li{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.tiles b{display:block;font-size:22px;line-height:1.25;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:20px}
figure{margin:0;min-width:0}figcaption{font-weight:600;margin-bottom:2px}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 6px;padding:0;list-style:none;font-size:13px;color:var(--soft)}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.legend i.mark{height:0;width:14px;border-top:2px dashed var(--bad);border-radius:0;vertical-align:middle}
.plot{display:grid;grid-template-columns:auto 1fr 1fr;grid-template-rows:auto 1fr auto;column-gap:8px;font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
.plot svg{grid-column:2/4;grid-row:1/3;width:100%;height:150px;background:var(--panel);border-bottom:1px solid var(--line);display:block}
.plot .high{grid-column:1;grid-row:1;text-align:right}.plot .low{grid-column:1;grid-row:2;align-self:end;text-align:right}
.plot .from{grid-column:2;grid-row:3}.plot .to{grid-column:3;grid-row:3;text-align:right}
svg path{fill:none;stroke-width:2;vector-effect:non-scaling-stroke}
svg .mark{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:6 4;vector-effect:non-scaling-stroke}
svg .hover{fill:transparent}svg .hover:hover{fill:var(--text);fill-opacity:.08}
${Array.from({ length: COLOURS + 1 }, (_, index) => `svg g.c${index}{fill:var(--c${index})}svg path.c${index}{stroke:var(--c${index})}i.c${index}{background:var(--c${index})}`).join('\n')}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px}th.num{text-align:right}
th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}td{overflow-wrap:anywhere}
.cause{background:var(--panel);border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:6px;padding:12px 14px;margin:0 0 12px}
dl{display:grid;grid-template-columns:90px 1fr;gap:2px 12px;margin:8px 0 0}dt{color:var(--soft)}dd{margin:0;min-width:0;overflow-wrap:anywhere}dd.strong{font-weight:600}
.advice{margin:0;padding-left:20px}.advice li{margin:4px 0}
@media (max-width:640px){
main{padding:16px 12px 32px}dl{grid-template-columns:1fr}dt{margin-top:6px;font-size:13px}
table,tbody,tr,td{display:block;width:auto}thead{display:none}
tr{border-bottom:1px solid var(--line);padding:8px 0}
td,td.num{display:flex;justify-content:space-between;gap:16px;border:0;padding:2px 0;text-align:right;white-space:normal}
td::before{content:attr(data-title);color:var(--soft);flex:none}td:empty{display:none}
}
@media print{.cause,figure{break-inside:avoid}}
`;
