//! How the page looks: light and dark, on a phone, and printed on A4 or Letter.

/// Stands inside the page: it loads nothing.
pub(super) const STYLE: &str = "
:root { color-scheme: light dark; --ground: #ffffff; --panel: #f4f5f7; --line: #c9ced6; --text: #1b1e23; --quiet: #4a515c;
  --blocker: #a84300; --issue: #8a5a00; --fyi: #3d5873; --good: #1d6b47; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161a; --panel: #1d2026; --line: #3a404a; --text: #e4e7ec;
  --quiet: #b3bac5; --blocker: #ff9a5c; --issue: #f0b84a; --fyi: #9fbcd8; --good: #5fd3a0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.25rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK JP', 'Noto Sans Arabic', sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; } .quiet { color: var(--quiet); }
.verdict { margin: 1rem 0; padding: .75rem 1rem; border-left: .4rem solid var(--line); background: var(--panel); font-size: 1.15rem; font-weight: 600; }
.blocker { border-color: var(--blocker); } .issue { border-color: var(--issue); } .fyi { border-color: var(--fyi); }
.severity { font-weight: 700; } .severity.blocker { color: var(--blocker); } .severity.issue { color: var(--issue); } .severity.fyi { color: var(--fyi); }
article { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .4rem solid var(--line); break-inside: avoid; }
article.blocker { border-left-color: var(--blocker); } article.issue { border-left-color: var(--issue); } article.fyi { border-left-color: var(--fyi); }
.words { font-size: 1.05rem; white-space: pre-line; }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0; } .pictures figure { margin: 0; flex: 1 1 18rem; max-width: 30rem; }
img, svg { max-width: 100%; height: auto; display: block; } figcaption { color: var(--quiet); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0 0; } dt { color: var(--quiet); } dd { margin: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); } th { color: var(--quiet); font-weight: 600; }
code { font-size: .8125rem; } svg { width: 100%; height: 1.75rem; } .ends { display: flex; justify-content: space-between; font-size: .8125rem; } svg .axis { stroke: var(--line); }
svg .blocker { fill: var(--blocker); } svg .issue { fill: var(--issue); } svg .fyi { fill: var(--fyi); }
a { color: inherit; }
@media (max-width: 34rem) { body { padding: .75rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; } }
@media print { :root { color-scheme: light; --ground: #ffffff; --panel: #ffffff; --line: #9aa1ab; --text: #000000; --quiet: #333333;
  --blocker: #8a3600; --issue: #6e4800; --fyi: #2c4258; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  .scroll { overflow: visible; } h2 { break-after: avoid; } }
@page { margin: 16mm; }
";
