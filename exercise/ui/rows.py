"""View-models as rows: pure functions that turn what `desk.Desk` gives into items for `Lines`.

No Textual widget and no session is needed to call or to test them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exercise.reading.differing import Differing
from exercise.reading.models import BELOW, Advice, Change, Forecast, Instead, Layer, Leaf, Odds, Planned, Reason, ScenarioText, Standing
from exercise.ui.text import KEPT, Item, Part, dots, heading, item, prose

MOST_UNKNOWN = 6
"""Tracks named under NOT KNOWN; more of them are counted."""
TONES = {1: "gain", -1: "cost", 0: "accent"}


def reason_rows(reasons: Sequence[Reason], indent: str = "   ") -> list[Item]:
    """Return signed causes as the branches of the change above them."""
    wide = max((len(reason.amount) for reason in reasons), default=2)
    rows = []
    for n, reason in enumerate(reasons):
        branch = "└ " if n == len(reasons) - 1 else "├ "
        amount = reason.amount.rjust(wide) + " " if reason.amount else ""
        parts: list[Part] = [(indent + branch, "line"), (amount, TONES[reason.tone]), (reason.text, "")]
        hang = len(indent) + 2 + len(amount)
        rows.append(Item(tuple(parts), ((reason.mark, "accent"),) if reason.mark else (), reason.ref, wrap=True, hang=hang))
    return rows


def change_rows(changes: Iterable[Change], reasons: bool = True) -> list[Item]:
    """Return changes with their causes; a change opens into its page. Changes that one and the same reason made alone stand together."""
    waiting = list(changes)
    rows: list[Item] = []
    while waiting:
        change = waiting.pop(0)
        rows.append(_change_row(change))
        if not reasons:
            continue
        alone = _only_reason(change)
        alike = [other for other in waiting if alone is not None and _only_reason(other) == alone]
        for other in alike:
            waiting.remove(other)
            rows.append(_change_row(other))
        rows += reason_rows(change.reasons if not alike else [change.reasons[0]._replace(amount="")])
    return rows


def _only_reason(change: Change) -> tuple[str, str, str] | None:
    """Return the one reason of a change in words, or None where it has several."""
    if len(change.reasons) != 1:
        return None
    [reason] = change.reasons
    return reason.text, reason.ref, change.later


def _change_row(change: Change) -> Item:
    glyph = "▲" if change.sign > 0 else "▼" if change.sign < 0 else "·"
    parts: list[Part] = [(glyph + " ", TONES[change.gain])]
    if change.amount and change.amount != glyph:
        parts.append((change.amount + " ", f"b {TONES[change.gain]}"))
    parts.append((change.title, "b"))
    if change.before and change.after:
        # Kept on one row, wherever it is broken.
        parts.append((f"  {change.before}{KEPT}→{KEPT}{change.after}", "dim"))
    if change.later:
        parts.append((f"  {change.later}", "i dim"))
    return Item(tuple(parts), ((change.note, "dim"),) if change.note else (), change.page, wrap=True, hang=2)


def odds_rows(draws: Iterable[Odds], lines: bool = True, told: str = "") -> list[Item]:
    """Return draws with their odds and the signed lines behind them; what the heading `told` has said already is not said again."""
    rows: list[Item] = []
    for draw in draws:
        how = draw.result.partition(", ")[2]
        if told == draw.title:
            parts: list[Part] = [("◆ ", "accent"), ("  ".join(filter(None, (draw.odds, how))) or "by chance", "accent")]
        else:
            parts = [("◆ ", "accent"), (draw.title, "b"), ("  " + draw.odds, "accent")]
            if draw.result:
                parts.append(("  " + draw.result, "b"))
        rows.append(Item(tuple(parts), ((draw.mark, "accent"),) if draw.mark else (), draw.ref, wrap=True, hang=2))
        if lines:
            rows += reason_rows(draw.lines)
    return rows


def forecast_rows(forecast: Forecast) -> list[Item]:
    """Return a forecast as GAINS and COSTS of the seat, what moves besides, what may happen, what comes later, what it does not know."""
    rows: list[Item] = []
    if forecast.refusal:
        return [Item((("× ", "b cost"), (forecast.refusal, "cost")), wrap=True, hang=2, ref="refusal")]
    if forecast.consent:
        rows.append(Item(((forecast.consent, "dim"),), wrap=True))
    now = [change for change in forecast.changes if not change.later]
    later = [change for change in forecast.changes if change.later]
    gains = [change for change in now if change.own and change.gain > 0]
    costs = [change for change in now if change.own and change.gain < 0]
    others = [change for change in now if not change.own or change.gain == 0]
    rows.append(heading("GAINS", "b gain"))
    rows += change_rows(gains) or [Item(((" none expected", "dim"),))]
    rows.append(heading("COSTS", "b cost"))
    rows += change_rows(costs) or [Item(((" none expected", "dim"),))]
    if others:
        rows.append(heading("ALSO MOVES · none of your aims counts it"))
        rows += change_rows(_neutral(change) for change in others)
    if later:
        rows.append(heading("LATER"))
        rows += change_rows(later)
    if forecast.chances or forecast.follows:
        rows.append(heading("MAY HAPPEN", "b accent"))
        rows += odds_rows(forecast.chances)
        rows += [Item((("● ", "accent"), (text, "")), wrap=True, hang=2) for text in forecast.follows]
    if forecast.declined:
        rows.append(heading("IF DECLINED"))
        rows += change_rows(forecast.declined)
    if forecast.not_known:
        rows.append(heading("NOT KNOWN"))
        shown = forecast.not_known if len(forecast.not_known) <= MOST_UNKNOWN + 1 else forecast.not_known[:MOST_UNKNOWN]
        rows += [Item((("? ", "accent"), (text, "dim")), wrap=True, hang=2) for text in shown]
        if len(shown) < len(forecast.not_known):
            rows.append(Item(((f"? and {len(forecast.not_known) - len(shown)} more", "dim"),)))
    return rows


def _neutral(change: Change) -> Change:
    """Return a change that is neither welcome nor unwelcome."""
    return change._replace(gain=0, reasons=tuple(reason._replace(tone=0) for reason in change.reasons))


DIFFERENT = 5
"""Lines shown of what a changed term makes different; the rest is counted, and stands in the forecast below."""


def differing_rows(found: Differing) -> list[Item]:
    """Return what the last change of a term made different: what was and what is now."""
    rows: list[Item] = [heading("DIFFERENT NOW", "b accent")]
    for old, new in found.changes:
        one = new or old
        if one is None:
            continue
        tone = TONES[new.gain if new else 0]
        later = f"  {one.later}" if one.later else ""
        was, now = _amount(old), _amount(new)
        rows.append(
            Item(
                ((f"{was} → ", "dim"), (f"{now} ", f"b {tone}"), (one.title, ""), (later, "i dim")),
                wrap=True,
                hang=2,
                ref=new.page if new else "",
            )
        )
    for had, has in found.chances:
        drawn = has or had
        if drawn is None:
            continue
        was, now = (one.odds or "may happen" if one else "no" for one in (had, has))
        rows.append(
            Item(
                (("◆ ", "accent"), (f"{was} → ", "dim"), (f"{now} ", "b accent"), (drawn.title, "")),
                wrap=True,
                hang=2,
                ref=has.ref if has else "",
            )
        )
    if len(rows) > DIFFERENT + 2:
        rows = [*rows[: DIFFERENT + 1], item(f"and {len(rows) - DIFFERENT - 1} more, below", "dim")]
    return rows if len(rows) > 1 else [*rows, item(" nothing that can be foreseen from your seat", "dim", wrap=True, hang=1)]


def _amount(change: Change | None) -> str:
    if change is None or not change.sign:
        return "0"
    return change.amount or ("▲" if change.sign > 0 else "▼")


ADVISED = 3
"""Gains, costs and unknown tracks shown of a move that the adviser names; the forecast beside the form has them all."""


ADVICE_COUNTS = "Worth to your aims, with all that it sets going; below: the forecast."
"""What the adviser's sums count, which a forecast of one turn does not."""


def advice_rows(advice: Sequence[Advice]) -> list[Item]:
    """Return the moves that the adviser would think about, each with what it does for the objectives."""
    rows: list[Item] = [item(ADVICE_COUNTS, "dim", wrap=True)] if any(one.aims for one in advice) else []
    for n, one in enumerate(advice, 1):
        rows.append(item(f"{n} {one.angle}", "b accent"))
        rows.append(Item((("  " + one.title, "b"),), ((dots(one.forecast.cost, one.forecast.cost) or "free", "accent"),), f"take:{n}"))
        parts: list[Part] = []
        for aim in one.aims:
            parts += [("  " if not parts else " · ", "dim"), (aim.amount + " ", TONES[aim.tone]), (aim.text, "")]
        rows.append(Item(tuple(parts)))
    return rows


def advised_rows(one: Advice) -> list[Item]:
    """Return one of the adviser's moves at length: its terms, gains and costs, what others would say, and what is not known."""
    rows: list[Item] = [Item(((one.terms, "dim"),), wrap=True)] if one.terms else []
    for word, tone in (("GAINS", 1), ("COSTS", -1)):
        changes = [change for change in one.forecast.changes if change.own and change.gain == tone]
        rows.append(heading(word, f"b {TONES[tone]}"))
        rows += change_rows(changes[:ADVISED]) or [item(" none expected", "dim")]
        if len(changes) > ADVISED:
            rows.append(item(f"  and {len(changes) - ADVISED} more", "dim"))
    rows.append(heading("NOT KNOWN"))
    rows.append(Item((("? ", "accent"), ("what others seal this turn", "dim"))))
    unknown = one.forecast.not_known
    rows += [Item((("? ", "accent"), (text, "dim")), wrap=True, hang=2) for text in unknown[:ADVISED]]
    if len(unknown) > ADVISED:
        rows.append(item(f"? and {len(unknown) - ADVISED} more", "dim"))
    if one.others:
        rows += [heading("THE OTHERS"), item(one.others, wrap=True)]
    return rows


def section_rows(sections: Iterable[ScenarioText]) -> list[Item]:
    """Return sections as headings, paragraphs and bullets."""
    rows: list[Item] = []
    for section in sections:
        if rows:
            rows.append(Item())
        if section.title:
            rows.append(Item(((section.title, "b accent"),), wrap=True))
        rows += prose(section.text)
        rows += [Item((("  " if ink in BELOW else "• ", "accent"), (line, ink)), wrap=True, hang=2) for ink, line in section.bullets]
    return rows


def standing_rows(standing: Standing, selected: Sequence[str] = (), width: int = 80) -> list[Item]:
    """Return the table of states, the same values as the map in words, with as many columns as the width holds."""
    if not standing.rows:
        return []
    name = max(len(row[1]) for row in standing.rows)
    columns = [_in_two(column) for column in standing.columns]
    needs = [max(*map(len, lines), *(len(row[2][n]) for row in standing.rows)) for n, lines in enumerate(columns)]

    def fitting(gap: int) -> list[int]:
        found: list[int] = []
        for wide in needs:
            if name + sum(found) + wide + gap > width:
                break
            found.append(wide + gap)
        return found

    # Closer together where that makes room for one more.
    widths = max(fitting(2), fitting(1), key=len)
    rows = [
        Item(((start.ljust(name), "dim"), *((lines[n].rjust(wide), "dim") for lines, wide in zip(columns, widths, strict=False))))
        for n, start in enumerate(("", "State"))
        if start or any(lines[0] for lines, _ in zip(columns, widths, strict=False))
    ]
    for code, state, texts in standing.rows:
        here = code in selected
        cells = [(text.rjust(wide), "b" if here else "") for text, wide in zip(texts, widths, strict=False)]
        rows.append(Item(((state.ljust(name), "b accent" if here else ""), *cells)))
    return rows


def _in_two(column: str) -> tuple[str, str]:
    """Return a column's title on two lines of about the same length, the first empty where it is one word."""
    words = column.split(" ")
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)))


def layer_rows(layers: Sequence[Layer]) -> list[Item]:
    """Return the map's layers as a table, a line for each state; a value opens into what it means."""
    rows: list[Item] = []
    for layer in layers:
        if rows:
            rows.append(Item())
        rows.append(heading(layer.title, "b accent"))
        wide = max(len(cell.name) for cell in layer.cells)
        for cell in layer.cells:
            text = "not known to you" if cell.text == "?" else cell.text
            rows.append(Item(((f"  {cell.name.ljust(wide)}  ", ""), (text, "b")), ref=cell.ref))
    return rows


def plan_rows(plan: Sequence[Planned], first: int = 1) -> list[Item]:
    """Return the sealed moves, each with its terms and cost."""
    rows: list[Item] = []
    for n, planned in enumerate(plan, first):
        rows.append(
            Item(
                ((f"{n} ", "accent"), (planned.title, "b")),
                ((dots(planned.cost, planned.cost), "dim"),),
                f"plan:{planned.key}",
                wrap=True,
                hang=2,
            )
        )
        if planned.terms:
            rows.append(Item((("  " + planned.terms, "dim"),), wrap=True, hang=2))
    return rows


def claim_rows(claims: Sequence[tuple[str, str, str]]) -> list[Item]:
    """Return the claims behind something: each in our words, with its place in the brief."""
    rows: list[Item] = []
    for id, where, text in claims:
        rows.append(Item((("▌ ", "accent"), (text, "i")), wrap=True, hang=2, ref=f"claim:{id}"))
        rows.append(Item((("  " + where, "accent"),), wrap=True, hang=2))
    return rows


def instead_rows(lines: Sequence[Instead]) -> list[Item]:
    """Return what would have changed a result."""
    return [Item(((line.text, ""),), ((f"{line.before} → {line.after}", TONES[line.tone]),), wrap=True, hang=4) for line in lines]


def leaf_rows(leaf: Leaf) -> list[Item]:
    """Return one page of the Why drawer."""
    rows: list[Item] = []
    if leaf.sub:
        rows.append(Item(((leaf.sub, "dim"),), wrap=True))
    if leaf.reasons:
        wide = max(len(reason.amount) for reason in (*leaf.reasons, Reason(leaf.total, 0, "")))
        rows.append(Item())
        for reason in leaf.reasons:
            rows.append(
                Item(
                    ((" " + reason.amount.rjust(wide) + "  ", TONES[reason.tone]), (reason.text, "")),
                    ((reason.mark, "accent"),) if reason.mark else (),
                    reason.ref,
                    wrap=True,
                    hang=wide + 3,
                )
            )
        if leaf.total:
            rows.append(Item(((" " + "─" * wide, "line"),)))
            rows.append(Item(((" " + leaf.total.rjust(wide) + "  ", "b"), ("in all", "dim"))))
    for ink, paragraph in leaf.text:
        rows.append(Item())
        rows += prose(paragraph, ink=ink)
    if leaf.links:
        rows.append(Item())
        for ref, label, mark in leaf.links:
            rows.append(Item((("› ", "accent"), (label, "")), ((mark, "dim"),) if mark else (), ref, wrap=True, hang=2))
    if leaf.instead:
        rows += [Item(), heading("WHAT WOULD HAVE CHANGED IT", "b accent"), *instead_rows(leaf.instead)]
    return rows
