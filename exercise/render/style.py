"""The style sheets of printed things: `PAGE` for reports and comparisons, `PACK` for the papers of an exercise."""

COLOURS = """
:root{color-scheme:light dark;--text:#1a1d21;--dim:#5b6066;--faint:#8b8e90;--line:#d3d2cb;--back:#f7f6f2;--sheet:#fffefb;
--panel:#efede6;
--accent:#8f5600;--gain:#14714c;--cost:#aa3d1c;--s0:#1d5fab;--s1:#b1452b;--s2:#0d6f63;--s3:#8a6100;--s4:#6b4a9c;--s5:#4c5560;
--m0:#eef1ea;--m1:#d5e2dc;--m2:#afcdc4;--m3:#7fb0a7;--m4:#4a8c84;--m5:#1f645e;--blank-land:#e8e6df;--halo:#fffefbb0}
@media (prefers-color-scheme:dark){:root{--text:#e6e7e9;--dim:#a2a7ad;--faint:#7a8087;--line:#363c43;--back:#111316;
--sheet:#181b1f;--panel:#21252a;
--accent:#f0b64a;--gain:#5fc09a;--cost:#e88a6c;--s0:#6bb0f5;--s1:#ef8a72;--s2:#5cc4b4;--s3:#e9b949;--s4:#b79ae6;--s5:#aab2bb;
--m0:#22302f;--m1:#28443f;--m2:#2f5c55;--m3:#3a7a71;--m4:#55a096;--m5:#8cccc2;--blank-land:#23272c;--halo:#101316c0}}
"""

PAGE = (
    COLOURS
    + """
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--back);color:var(--text);
font:16px/1.55 "Source Serif 4","Iowan Old Style",Charter,Georgia,"DejaVu Serif",serif}
h1,h2,h3,nav,main ul,main ol,table,dl,figure,.over,.when,.note,.claim,summary,footer{font-family:"Source Sans 3",Inter,"Segoe UI",
"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
.sheet{display:grid;grid-template-columns:14rem minmax(0,54rem);gap:3rem;max-width:76rem;margin:0 auto;padding:2.5rem 2rem 5rem}
nav{position:sticky;top:2rem;align-self:start;font-size:.82rem;line-height:1.35}
nav ol{list-style:none;margin:0;padding:0;border-left:2px solid var(--line)}
nav a{display:block;padding:.28rem .8rem;color:var(--dim);text-decoration:none}
nav a:hover{color:var(--text)}
header{border-bottom:3px solid var(--text);padding-bottom:1.4rem;margin-bottom:1rem}
.over{margin:0;color:var(--accent);font-size:.8rem;font-weight:600;letter-spacing:.09em;text-transform:uppercase}
h1{font-size:2.3rem;line-height:1.15;margin:.35rem 0 .5rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.45rem;margin:3rem 0 .8rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.7rem 0 .5rem}
p{margin:.6rem 0;overflow-wrap:anywhere}
.under,.lead{font-size:1.12rem;line-height:1.5}
.under{color:var(--dim);margin-top:0}
.note{color:var(--dim);font-size:.84rem;line-height:1.45}
.facts,.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.5rem 1.6rem;margin:1.2rem 0 0;
font-size:.88rem}
.facts dt,.pairs dt{color:var(--dim);font-size:.74rem}
dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.9rem 0}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.4}
th{text-align:left;font-weight:600;color:var(--dim);font-size:.76rem;border-bottom:1.5px solid var(--text);
padding:.3rem .7rem .3rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.4rem .7rem .4rem 0;vertical-align:top;overflow-wrap:break-word;max-width:30rem}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.short{white-space:nowrap}
table.compact{font-size:.78rem}
table.compact td{padding:.22rem .6rem .22rem 0}
table.fill td{height:2.6rem;border:1px solid var(--line)}
table.fill th{padding-left:.4rem;border-bottom:1.5px solid var(--text)}
ul,ol{margin:.5rem 0;padding-left:1.25rem}
main ol{padding-left:2.4rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
main li{font-size:.93rem;line-height:1.45}
.story{border-left:3px solid var(--accent);padding:.1rem 0 .1rem 1.1rem;margin:1.4rem 0;break-inside:avoid}
.story h3{margin:0 0 .3rem}
.when{display:block;color:var(--accent);font-size:.76rem;font-weight:600}
.claim{color:var(--dim);font-size:.82rem;line-height:1.4;margin:.35rem 0}
.claim::before{content:"Brief: ";font-weight:600}
blockquote{margin:1rem 0;padding:.2rem 0 .2rem 1.1rem;border-left:3px solid var(--line)}
blockquote p{margin:.2rem 0;font-style:italic}
blockquote footer{color:var(--dim);font-size:.8rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1.4rem 1.6rem;margin:1.2rem 0}
figure{margin:0;break-inside:avoid}
figcaption{font-size:.85rem;font-weight:600;margin-bottom:.3rem}
svg{display:block;width:100%;height:auto}
svg text{font-size:10.5px;fill:var(--dim)}
.end{text-anchor:end}.mid{text-anchor:middle}
.grid{stroke:var(--line);stroke-width:1}.band{stroke:var(--line);stroke-width:.6;stroke-dasharray:1 3}
.mark{stroke:var(--accent);stroke-width:1.2;stroke-dasharray:3 3}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.line.edge{stroke-width:1.1}
.s0{stroke:var(--s0)}.s1{stroke:var(--s1)}.s2{stroke:var(--s2)}.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}.s5{stroke:var(--s5)}
.dot{stroke:none}
.dot.s0{fill:var(--s0)}.dot.s1{fill:var(--s1)}.dot.s2{fill:var(--s2)}.dot.s3{fill:var(--s3)}.dot.s4{fill:var(--s4)}
.dot.s5{fill:var(--s5)}
svg .name{font-weight:600;font-size:11px}
.t0{fill:var(--s0)!important}.t1{fill:var(--s1)!important}.t2{fill:var(--s2)!important}.t3{fill:var(--s3)!important}
.t4{fill:var(--s4)!important}.t5{fill:var(--s5)!important}
.land{fill:var(--blank-land);stroke:var(--sheet);stroke-width:1.2;stroke-linejoin:round}
.m0{fill:var(--m0)}.m1{fill:var(--m1)}.m2{fill:var(--m2)}.m3{fill:var(--m3)}.m4{fill:var(--m4)}.m5{fill:var(--m5)}
svg .place{font-size:11px;text-anchor:middle;fill:var(--text);paint-order:stroke;stroke:var(--halo);stroke-width:3px;stroke-linejoin:round}
svg .worth{font-weight:700}
svg .deep{fill:var(--sheet);stroke:none}
.key{display:inline-block;width:1.3rem;height:.7rem}
.k0{background:var(--m0)}.k1{background:var(--m1)}.k2{background:var(--m2)}.k3{background:var(--m3)}.k4{background:var(--m4)}
.k5{background:var(--m5)}
.blank hr{border:0;border-bottom:1px solid var(--line);height:2rem;margin:0}
details{border:1px solid var(--line);border-radius:4px;padding:.5rem .9rem;margin:.7rem 0;background:var(--sheet)}
summary{cursor:pointer;font-size:.9rem;font-weight:600}
main>footer{margin-top:4rem;border-top:1px solid var(--line);color:var(--dim);font-size:.78rem}
@media (max-width:60rem){.sheet{display:block;padding:1.4rem 1.1rem 3rem}nav{position:static;margin-bottom:2rem}nav ol{columns:2}
h1{font-size:1.8rem}}
@media print{
@page{size:A4;margin:18mm 16mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt Arial,sans-serif;color:#444}}
html{font-size:10.2pt}
:root{--text:#000;--dim:#444;--faint:#777;--line:#bbb;--back:#fff;--sheet:#fff;--panel:#f2f2f2;--accent:#7a4a00;--s0:#1d5fab;
--s1:#b1452b;--s2:#0d6f63;
--s3:#8a6100;--s4:#6b4a9c;--s5:#4c5560;--m0:#eef1ea;--m1:#d5e2dc;--m2:#afcdc4;--m3:#7fb0a7;--m4:#4a8c84;--m5:#1f645e;
--blank-land:#eee;--halo:#ffffffb0;color-scheme:light}
body{font-size:1rem;line-height:1.42}
.sheet{display:block;padding:0;max-width:none}
nav{position:static;margin:0 0 1rem;font-size:8.6pt}nav ol{columns:3;border:0}nav a{padding:.1rem 0;color:#000}
nav{display:none}
h1{font-size:22pt}h2{font-size:14pt;margin-top:1.6rem;break-after:avoid}h3{break-after:avoid}
tr,li,.story,blockquote{break-inside:avoid}tr.on{break-before:avoid}h2+.note,h3+.note{break-after:avoid}thead{display:table-header-group}
.scroll{overflow:visible}.charts{grid-template-columns:1fr 1fr}
details{border:0;padding:0;background:none}summary{list-style:none}details:not([open]){color:#444}
details:not([open]) summary{font-weight:400;font-size:.84rem}
details:not([open]) summary::after{content:" (folded on the page; unfold it there to print it)"}
table{font-size:8.4pt}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
"""
)

PACK = """
*{box-sizing:border-box}
@page{size:A4;margin:0}
:root{color-scheme:light;--text:#15181b;--dim:#555b61;--line:#b9b9b2;--faint:#e2e1da;--accent:#8f5600;--side:#5b6066}
html{background:#d9d8d2}
body{margin:0;color:var(--text);font:10.3pt/1.42 "Source Sans 3",Inter,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.paper{position:relative;width:210mm;min-height:296mm;padding:16mm 18mm 18mm;margin:8mm auto;
background:#fff;box-shadow:0 1px 6px #0003;
break-after:page}
.paper>footer{position:absolute;left:18mm;right:18mm;bottom:9mm;color:var(--dim);
font-size:8pt;border-top:.3mm solid var(--faint);padding-top:1.5mm}
.over{margin:0;color:var(--accent);font-weight:600;font-size:8.5pt;letter-spacing:.08em;text-transform:uppercase}
h1{font-size:25pt;line-height:1.12;margin:1mm 0 3mm}
h2{font-size:14.5pt;margin:7mm 0 2.5mm;break-after:avoid}
.paper>h2:first-child{margin-top:0}
h3{font-size:11.3pt;margin:5mm 0 1.2mm;break-after:avoid}
p{margin:0 0 2.2mm}
.lead{font-size:12pt}
.note,.small{color:var(--dim);font-size:8.8pt}
.label{font-weight:600;font-size:8.6pt;margin:2.5mm 0 1mm;color:var(--dim)}
ul{margin:0 0 2mm;padding-left:4.5mm}
li{margin-bottom:1mm}
.tag{font-size:7.6pt;color:var(--accent);font-weight:600;text-transform:uppercase;letter-spacing:.05em}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-size:8.4pt;color:var(--dim);border-bottom:.4mm solid var(--text);padding:1mm 2mm 1mm 0}
td{border-bottom:.25mm solid var(--line);padding:1.3mm 2mm 1.3mm 0;vertical-align:top}
tr{break-inside:avoid}
thead{display:table-header-group}
.compact{font-size:8.6pt;line-height:1.3}
.compact td{padding:.9mm 2mm .9mm 0}
.menu td:first-child{width:40%}
.menu td:nth-child(2){white-space:nowrap;text-align:right;padding-right:4mm}
.way{margin-right:2.6mm}
.way b{color:var(--dim);font-weight:600;font-size:7.9pt}
.clock td:first-child,.clock th:first-child{width:16mm;text-align:left}
.clock td:last-child,.clock th:last-child{width:20mm;text-align:right}
.events{font-size:9pt}
.fact{display:block;color:var(--dim);font-size:7.8pt;margin-top:.6mm}
.events td:first-child{width:24mm}
.events td:nth-child(2){width:62mm}
.events td:last-child{width:6mm;text-align:right}
.code{font:8pt "Source Code Pro","DejaVu Sans Mono",monospace;color:var(--dim)}
.briefing{font-size:10pt;line-height:1.38}
.briefing p{margin-bottom:1.9mm}
.briefing h2{margin-top:5.5mm}
.debrief{font-size:9.8pt;line-height:1.36}
.debrief .lines hr{height:6mm}
.debrief h3{margin-top:3.6mm}
.debrief li{margin-bottom:.5mm}
.menu .group{break-after:avoid}
.menu .group th{border:0;padding-top:3mm;color:var(--accent);font-size:9pt}
.number{text-align:right;font-variant-numeric:tabular-nums}
.lines hr{border:0;border-bottom:.25mm solid var(--line);height:7mm;margin:0}
.west{--side:#1d5fab}.russia{--side:#b02a2a}.china{--side:#8a6100}.republic{--side:#0d6f63}
.tent{padding:0;height:297mm;min-height:0;overflow:hidden}
.half{height:148.5mm;display:flex;flex-direction:column;justify-content:center;align-items:center;text-align:center;padding:12mm 16mm;
border-top:7mm solid var(--side);border-bottom:7mm solid var(--side)}
.half.turned{transform:rotate(180deg)}
.half+.half{border-top-style:solid;box-shadow:0 -.3mm 0 var(--line)}
.seat{font-size:38pt;font-weight:700;line-height:1.1;margin:0}
.actors{font-size:15pt;color:var(--dim);margin:5mm 0 0}
.grid{padding:0;height:297mm;min-height:0;overflow:hidden}
.grid>footer{display:none}
.cards{display:grid;grid-template-columns:1fr 1fr;grid-template-rows:1fr 1fr;height:297mm}
.cards.two{grid-template-columns:1fr}
.card{padding:9mm 8mm 6mm;border:.25mm dashed var(--line);overflow:hidden}
.card header{display:flex;justify-content:space-between;align-items:baseline;border-bottom:.6mm solid var(--text);
padding-bottom:1mm;margin-bottom:2.5mm}
.card header b{font-size:12.5pt;line-height:1.2}
.card header span{color:var(--dim);font-size:8.6pt}
.card table{margin:3mm 0;font-size:9.4pt;line-height:1.42}
.card th{border:0;width:18mm;padding:1mm 1mm 1mm 0;vertical-align:top;font-weight:600}
.card td{border:0;padding:1mm 0}
.card p{font-size:9pt;margin:0 0 1.6mm}
.card p.small{font-size:8pt}
.tick{display:inline-block;margin-right:2.6mm;white-space:nowrap}
.box{display:inline-block;width:2.7mm;height:2.7mm;border:.3mm solid var(--text);margin-right:1mm;vertical-align:-.3mm}
.line{display:flex;align-items:flex-end;height:8.2mm}
.line>span{color:var(--dim);font-size:8.8pt;margin-right:2mm;white-space:nowrap}
.line .tick{color:var(--text);font-size:9pt;margin-right:2mm}
.line>i{flex:1;border-bottom:.25mm solid var(--text)}
.line.short{width:45%}
@media print{html{background:#fff}.paper{margin:0;box-shadow:none}.paper.flows{padding-bottom:12mm}
.flows{-webkit-box-decoration-break:clone;box-decoration-break:clone}.flows>footer{position:static;margin-top:4mm}}
"""
