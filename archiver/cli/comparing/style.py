"""The style of the page: light, dark and paper; a change is known by its form as well as by its colour."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--dim:#595959;--line:#c9c9c9;--gone:#8f1414;--gone-bg:#fdecec;
--come:#0b5a1f;--come-bg:#e6f5e9;--warn:#6b4a00;--warn-bg:#fff4d6;--link:#0b4f9e}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181b;--dim:#a8a8a8;--line:#444;--gone:#ffb3b3;
--gone-bg:#4a1b1b;--come:#a9e8b8;--come-bg:#173d22;--warn:#ffdf9a;--warn-bg:#3d3213;--link:#9cc7ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;font:1rem/1.55 Georgia,"Times New Roman",serif;color:var(--ink);
background:var(--paper);overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
header>p:first-child,.speaker{color:var(--dim)}
table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:start;vertical-align:top}
th{font-weight:600;overflow-wrap:normal}
.versions{display:block;overflow-x:auto}
.pairs{table-layout:fixed}.pairs th:last-child{width:9rem}
.pairs tr:not(.changed) td{color:var(--dim)}
.versions,code,.tag,nav{font-family:system-ui,sans-serif;font-size:.85rem}
code{font-family:ui-monospace,monospace}
del,ins{padding:0 .12em;border-radius:.15em}
del{color:var(--gone);background:var(--gone-bg);text-decoration:line-through}
ins{color:var(--come);background:var(--come-bg);text-decoration:underline;font-weight:600}
.tag{display:inline-block;border:1px solid var(--line);border-radius:1em;padding:0 .6em;margin:0 .2em .2em 0}
.note,#alert{background:var(--warn-bg);color:var(--warn);padding:.4rem .8rem;border-inline-start:.3rem solid}
.note{margin:.3rem 0;font-size:.9rem}
#alert table{color:var(--ink);background:var(--paper)}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}
a{color:var(--link)}a:focus-visible{outline:3px solid}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){body{padding:.8rem}th,td{padding:.2rem .35rem}.pairs th:last-child{width:5.6rem}}
@media print{:root{--ink:#000;--paper:#fff;--dim:#333;--line:#888;--gone:#000;--gone-bg:#fff;--come:#000;--come-bg:#fff;
--warn:#000;--warn-bg:#fff}nav{display:none}body{max-width:none;padding:0;font-size:10.5pt}
tr,li{break-inside:avoid}h2{break-after:avoid}}
"""
