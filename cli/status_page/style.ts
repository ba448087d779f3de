/**
 * The style sheet of the page.
 *
 * @module
 */

/** The style sheet, as the browser gets it. */
export const style = `
:root {
  color-scheme: light dark;
  --back: #f5f6f8; --card: #fff; --edge: #dfe3ea; --text: #18202e; --dim: #566176;
  --link: #1d4ed8; --good: #11692f; --warn: #8a4d04; --bad: #b01818; --calm: #566176;
  --good-back: #e3f5e9; --warn-back: #fdf1d8; --bad-back: #fde7e7; --calm-back: #eceff4;
  --bar: #3b72e8; --bar-good: #2f9e5b; --bar-warn: #d99a20; --bar-bad: #d93838; --place: #eef1f6;
  --new: #2f9e5b; --changed: #3b72e8; --gone: #8a63d2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0e131c; --card: #171e2a; --edge: #2a3444; --text: #e6eaf1; --dim: #9aa6ba;
    --link: #8ab4ff; --good: #6bd394; --warn: #f0b954; --bad: #ff8d8d; --calm: #a6b1c4;
    --good-back: #14301f; --warn-back: #34270d; --bad-back: #3b1a1c; --calm-back: #232c3a;
    --bar: #5b8def; --bar-good: #3fa869; --bar-warn: #c98f1f; --bar-bad: #e25555; --place: #1f2836;
    --new: #3fa869; --changed: #5b8def; --gone: #a17fe6;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 1480px; margin: 0 auto; padding: 0 24px; }
header { display: flex; gap: 12px; align-items: center; justify-content: space-between; min-height: 56px; }
main { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
main:focus { outline: none; }
footer { color: var(--dim); font-size: 13px; padding-top: 24px; padding-bottom: 32px; }
a { color: var(--link); text-underline-offset: 3px; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: 0.9em; overflow-wrap: anywhere; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; padding: 0; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 16px; font-weight: 650; margin-bottom: 12px; }
h3 { font-size: 14px; font-weight: 650; margin: 12px 0 4px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 12px; z-index: 1; background: var(--card); padding: 8px 12px; }
.brand { display: inline-flex; gap: 8px; align-items: center; color: var(--text); font-weight: 650; text-decoration: none; }
.workspace { font-weight: 650; overflow-wrap: anywhere; }
.logo { width: 18px; height: 18px; fill: none; stroke: var(--link); stroke-width: 1.8; stroke-linecap: round; }
.logo .heads { fill: var(--link); stroke: none; }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 18px 20px; min-width: 0; }
.headline { display: flex; gap: 14px; align-items: flex-start; padding: 4px 0; }
.headline .sign { flex: none; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; font-size: 20px; font-weight: 700; }
.headline > div { min-width: 0; }
.good .sign, .badge.good { background: var(--good-back); color: var(--good); }
.warn .sign, .badge.warn { background: var(--warn-back); color: var(--warn); }
.bad .sign, .badge.bad { background: var(--bad-back); color: var(--bad); }
.calm .sign, .badge.calm { background: var(--calm-back); color: var(--calm); }
.where { color: var(--dim); overflow-wrap: anywhere; }
.badge { display: inline-block; border-radius: 99px; padding: 1px 9px; font-size: 13px; font-weight: 600; white-space: nowrap; line-height: 1.5; }
h1 .badge { font-size: 14px; vertical-align: middle; letter-spacing: 0; }
.now { padding-top: 14px; padding-bottom: 14px; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 16px; align-items: baseline; }
.now h2 { margin: 0; }
.idle, .note { color: var(--dim); }
.note { font-size: 13px; }
.progress { list-style: none; display: grid; gap: 4px 28px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); margin-top: 8px; }
.progress li { display: grid; grid-template-columns: minmax(0, 1fr) 72px minmax(0, 1.2fr); gap: 10px; align-items: center; font-size: 14px; }
.progress .name { overflow-wrap: anywhere; }
.progress .what { color: var(--dim); font-variant-numeric: tabular-nums; }
progress { appearance: none; width: 100%; height: 6px; border: 0; border-radius: 3px; overflow: hidden; background: var(--place); }
progress::-webkit-progress-bar { background: var(--place); }
progress::-webkit-progress-value { background: var(--bar); }
progress::-moz-progress-bar { background: var(--bar); }
.pulse { display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--bar); margin-right: 4px; animation: pulse 1.6s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: 0.25; } }
@media (prefers-reduced-motion: reduce) { .pulse { animation: none; } }
.notice { border-left: 4px solid var(--bar-warn); }
.notice.failed { border-left-color: var(--bar-bad); }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 210px), 1fr)); }
.tile { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 12px 18px 14px; }
.tile dt { color: var(--dim); font-size: 13px; }
.tile .value { font-size: 24px; font-weight: 650; letter-spacing: -0.01em; display: block; line-height: 1.3; }
.columns { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 1340px) {
  .columns { grid-template-columns: minmax(0, 1fr) 400px; grid-template-rows: auto 1fr; }
  .columns > :first-child { grid-row: span 2; }
}
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; padding: 7px 16px 7px 0; border-top: 1px solid var(--edge); vertical-align: middle; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--dim); font-weight: 500; font-size: 13px; padding-top: 0; white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: break-word; }
.number + :not(.number) { padding-left: 12px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
time { white-space: nowrap; }
.kind { color: var(--dim); font-weight: 400; font-size: 13px; }
.reason td { border-top: 0; padding-top: 0; }
.why { color: var(--bad); overflow-wrap: anywhere; }
.advice { color: var(--text); }
.problem { color: var(--dim); }
.age { min-width: 92px; }
.age .gauge { display: block; width: 100%; max-width: 120px; height: 4px; margin-top: 3px; }
.gauge .place, .bars .place, .strip .place { fill: var(--place); }
.gauge .under { fill: var(--bar-good); } .gauge .near { fill: var(--bar-warn); } .gauge .over { fill: var(--bar-bad); }
.strip { width: 120px; height: 20px; display: block; }
.strip .succeeded, .bars .succeeded { fill: var(--bar-good); }
.strip .failed, .bars .failed { fill: var(--bar-bad); }
.strip .interrupted, .bars .interrupted { fill: var(--bar-warn); }
.strip .skipped, .strip .running, .bars .skipped, .bars .running { fill: var(--dim); }
.bars .inserted { fill: var(--new); } .bars .updated { fill: var(--changed); } .bars .deleted { fill: var(--gone); }
.spark .line { display: block; width: 72px; height: 22px; }
.line polyline { fill: none; stroke: var(--bar); stroke-width: 1.6; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.line polygon { fill: var(--bar); opacity: 0.14; }
figure + figure, .strips { margin-top: 14px; }
figcaption { display: flex; justify-content: space-between; gap: 12px; font-size: 13px; margin-bottom: 4px; }
.most, .axis { color: var(--dim); font-variant-numeric: tabular-nums; }
figure svg { display: block; width: 100%; height: 84px; }
.strips figure svg { height: 40px; }
figure .bars g:hover .place { fill: var(--edge); }
.axis { display: flex; justify-content: space-between; gap: 12px; font-size: 12px; margin-top: 3px; }
.charts > .note { margin-top: 10px; }
.tables + .note { margin-top: 10px; }
.drift { margin-top: 8px; padding-left: 20px; }
.examples { list-style: none; display: grid; gap: 4px; margin-top: 6px; }
summary { cursor: pointer; overflow-wrap: anywhere; }
pre { margin: 6px 0; padding: 10px 12px; background: var(--place); border-radius: 8px; white-space: pre-wrap; max-height: 320px; overflow: auto; }
.facts { display: grid; gap: 12px 24px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 170px), 1fr)); }
.facts dt { color: var(--dim); font-size: 13px; }
.path { font-size: 14px; color: var(--dim); margin-bottom: -12px; }
.sign-in { max-width: 420px; width: 100%; margin: 8vh auto 0; }
.sign-in form { display: grid; gap: 8px; margin: 16px 0; }
input, button { font: inherit; border-radius: 8px; padding: 8px 12px; }
input { width: 100%; border: 1px solid var(--dim); background: var(--back); color: var(--text); }
button { border: 0; background: var(--link); color: var(--card); font-weight: 600; cursor: pointer; }
button.quiet { background: none; color: var(--link); font-weight: 500; padding: 6px 8px; }
.error { color: var(--bad); }
@media (max-width: 980px) { .wide { display: none; } }
@media (min-width: 981px) { wbr { display: none; } }
@media (max-width: 600px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  main { gap: 14px; }
  h1 { font-size: 22px; }
  .card { padding: 14px; border-radius: 10px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  .tile { padding: 10px 12px; border-radius: 10px; }
  .tile .value { font-size: 20px; }
  .now { grid-template-columns: minmax(0, 1fr); }
  th, td { padding-right: 10px; }
  td .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  td .badge { padding: 1px 7px; }
  .age { min-width: 0; }
}
`;
