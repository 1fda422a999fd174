"""Every finding as one plain sentence, in English and in Chinese, made from its proof and nothing else.

    finding --sentence(language)--> what the agent reads, what the rider is told, what the log says

The numbers are the proof's; mypy proves that no kind of proof goes without words.
"""

from typing import Literal

from geo.findings import (
    ApartProof,
    BlurredProof,
    CrashProof,
    DetourProof,
    DeviationProof,
    DwellProof,
    EndedEarlyProof,
    Finding,
    Moot,
    MovedOnProof,
    OverdueProof,
    Proof,
    SignalLossProof,
    SpeedingProof,
    Why,
    ZoneProof,
)

Language = Literal["en", "zh"]
KMH = 3.6  # kilometres an hour in a metre a second


def sentence(finding: Finding, language: Language = "en") -> str:
    """The finding in one plain sentence, for the agent and the rider."""
    said = _pair(finding.proof, raised=finding.edge == "raised")
    return said[0] if language == "en" else said[1]


def _pair(proof: Proof, *, raised: bool) -> tuple[str, str]:  # noqa: C901  one case a proof is the point
    """English, Chinese."""
    match proof:
        case DeviationProof() as p:
            return _deviation(p, raised)
        case DetourProof() as p:
            return _detour(p, raised)
        case SignalLossProof() as p:
            return _signal_loss(p, raised)
        case BlurredProof() as p:
            return _blurred(p, raised)
        case DwellProof() as p:
            return _dwell(p, raised)
        case SpeedingProof() as p:
            return _speeding(p, raised)
        case OverdueProof() as p:
            late = f"{p.late_s / 60:.0f}"
            return f"Not arrived {late} min after the expected arrival.", f"已超过预计到达时间 {late} 分钟仍未到达。"
        case EndedEarlyProof() as p:
            return _ended_early(p)
        case MovedOnProof() as p:
            return _moved_on(p)
        case ApartProof() as p:
            return _apart(p, raised)
        case ZoneProof() as p:
            return _zone(p, raised)
        case CrashProof() as p:
            return _crash(p, raised)
        case Moot() as p:
            return _MOOT[p.why]


def _deviation(p: DeviationProof, raised: bool) -> tuple[str, str]:
    off, held, limit, vague = f"{p.off_route_m:.0f}", f"{p.held_s:.0f}", f"{p.limit_m:.0f}", f"{p.accuracy_m:.0f}"
    if raised:
        english, chinese = _LOOKS_LIKE[p.looks_like]
        return (
            f"{off} m off the planned route for {held} s (corridor {limit} m, accuracy {vague} m).{english}",
            f"偏离规划路线 {off} 米，持续 {held} 秒（允许 {limit} 米，定位精度 {vague} 米）。{chinese}",
        )
    return (
        f"Back on the planned route after {held} s: {off} m from it (within {limit} m, accuracy {vague} m).",
        f"{held} 秒后回到规划路线：相距 {off} 米（{limit} 米以内，定位精度 {vague} 米）。",
    )


def _detour(p: DetourProof, raised: bool) -> tuple[str, str]:
    excess, limit, to_go, held = (f"{x:.0f}" for x in (p.excess_m, p.limit_m, p.to_dropoff_m, p.held_s))
    if not raised:
        return (
            f"Back on the planned route after {held} s, {to_go} m from the destination.",
            f"{held} 秒后回到规划路线，距目的地 {to_go} 米。",
        )
    if p.whole:
        return (
            f"Long way round: the whole drive is {excess} m longer than planned (limit {limit} m), {to_go} m left.",
            f"绕远路：全程比规划多 {excess} 米（上限 {limit} 米），距目的地 {to_go} 米。",
        )
    by_road, by_road_zh = "", ""
    if p.by_road_m is not None:
        by_road, by_road_zh = f", {p.by_road_m:.0f} m by road", f"，沿道路 {p.by_road_m:.0f} 米"
    far, far_zh = f"{to_go} m from it by straight line{by_road}", f"距目的地直线 {to_go} 米{by_road_zh}"
    return (
        f"Off to somewhere else for {held} s: out of its way by {excess} m (limit {limit} m), {far}.",
        f"{held} 秒未驶向目的地：偏出 {excess} 米（上限 {limit} 米），{far_zh}。",
    )


def _signal_loss(p: SignalLossProof, raised: bool) -> tuple[str, str]:
    silent, limit = f"{p.silent_s:.0f}", f"{p.limit_s:.0f}"
    if raised:
        where, where_zh = ("", "") if p.zone is None else (f" in {p.zone}", f"，位于{p.zone}")
        return (
            f"Nothing heard from the phone for {silent} s (limit{where} {limit} s).",
            f"已有 {silent} 秒未收到手机信号（上限 {limit} 秒{where_zh}）。",
        )
    return f"Heard from the phone again after {silent} s of silence.", f"失联 {silent} 秒后重新收到手机信号。"


def _blurred(p: BlurredProof, raised: bool) -> tuple[str, str]:
    held = f"{p.blurred_s:.0f}"
    if not raised:
        return f"The phone knows again where it is, after {held} s.", f"{held} 秒后定位恢复清晰。"
    if p.accuracy_m is None:
        return f"The phone has not known where it is for {held} s.", f"手机已有 {held} 秒无法定位。"
    vague = f"{p.accuracy_m:.0f}"
    return (
        f"Too vague to judge for {held} s: the phone knows its place to {vague} m only (limit {p.limit_m:.0f} m).",
        f"定位模糊已 {held} 秒，无法判断：精度仅 {vague} 米（上限 {p.limit_m:.0f} 米）。",
    )


def _dwell(p: DwellProof, raised: bool) -> tuple[str, str]:
    stood, limit = f"{p.stood_s:.0f}", f"{p.limit_s:.0f}"
    if not raised:
        return f"Moving again after standing for {stood} s.", f"停留 {stood} 秒后重新行驶。"
    where = "" if p.zone is None else f" in {p.zone}"
    where_zh = "" if p.zone is None else f"在{p.zone}"
    return (
        f"Standing still for {stood} s{where}, away from any expected stop (limit {limit} s).",
        f"车辆{where_zh}非预期地点停留 {stood} 秒（上限 {limit} 秒）。",
    )


def _speeding(p: SpeedingProof, raised: bool) -> tuple[str, str]:
    implied, limit, held = f"{p.implied_mps * KMH:.0f}", f"{p.limit_mps * KMH:.0f}", f"{p.held_s:.0f}"
    if not raised or p.reported_mps is None:
        return f"Below {limit} km/h again after {held} s.", f"{held} 秒后车速回到每小时 {limit} 公里以下。"
    reported = f"{p.reported_mps * KMH:.0f}"
    return (
        f"{reported} km/h reported and {implied} km/h measured for {held} s (limit {limit} km/h).",
        f"超速 {held} 秒：手机报告每小时 {reported} 公里，实测每小时 {implied} 公里（上限 {limit} 公里）。",
    )


def _ended_early(p: EndedEarlyProof) -> tuple[str, str]:
    far = f"{p.to_dropoff_m:.0f}"
    how, how_zh = ("cancelled", "取消") if p.how == "cancelled" else ("completed", "结束")
    limits = f"limit {p.limit_m:.0f} m, placed {p.age_s:.0f} s before to {p.accuracy_m:.0f} m"
    limits_zh = f"上限 {p.limit_m:.0f} 米，{p.age_s:.0f} 秒前定位，精度 {p.accuracy_m:.0f} 米"
    return (
        f"The trip was {how} {far} m from its destination ({limits}).",
        f"行程在距目的地 {far} 米处被{how_zh}（{limits_zh}）。",
    )


def _moved_on(p: MovedOnProof) -> tuple[str, str]:
    far, speed, after = f"{p.moved_m:.0f}", f"{p.speed_mps * KMH:.0f}", f"{p.after_s:.0f}"
    return (
        f"After the trip's end the rider's phone drove on: {far} m at {speed} km/h, {after} s later.",
        f"行程结束 {after} 秒后，乘客手机仍随车移动：{far} 米，每小时 {speed} 公里。",
    )


def _apart(p: ApartProof, raised: bool) -> tuple[str, str]:
    apart, held = f"{p.apart_m:.0f}", f"{p.held_s:.0f}"
    if not raised:
        return (
            f"The rider's and the driver's phones are together again after {held} s.",
            f"{held} 秒后乘客与司机的手机重新在一起。",
        )
    return (
        f"The rider's and the driver's phones are {apart} m apart for {held} s (limit {p.limit_m:.0f} m).",
        f"乘客与司机的手机相距 {apart} 米，持续 {held} 秒（上限 {p.limit_m:.0f} 米）。",
    )


def _zone(p: ZoneProof, raised: bool) -> tuple[str, str]:
    if raised:
        return f"Entered the risk area {p.zone}.", f"进入风险区域：{p.zone}。"
    return f"Left the risk area {p.zone} after {p.held_s:.0f} s.", f"{p.held_s:.0f} 秒后离开风险区域：{p.zone}。"


def _crash(p: CrashProof, raised: bool) -> tuple[str, str]:
    still = f"{p.still_s:.0f}"
    if not raised:
        return f"Moving again, {still} s after the impact.", f"撞击 {still} 秒后重新移动。"
    if p.peak_g is not None:
        return (
            f"The phone felt an impact of {p.peak_g:.1f} g, and no motion was seen for {still} s after it.",
            f"手机感受到 {p.peak_g:.1f} g 的撞击，其后 {still} 秒未见移动。",
        )
    speed, within = f"{(p.from_mps or 0.0) * KMH:.0f}", f"{p.within_s or 0.0:.0f}"
    return (
        f"Stopped from {speed} km/h within {within} s, and still for {still} s since.",
        f"车速在 {within} 秒内由每小时 {speed} 公里骤降至静止，其后静止 {still} 秒。",
    )


_MOOT: dict[Why, tuple[str, str]] = {
    "trip_ended": ("The trip ended while this was open.", "行程已结束，此项随之关闭。"),
    "new_plan": (
        "The trip has a new planned route; this was about the old one.",
        "行程已更换规划路线；此项针对旧路线。",
    ),
    "late_fixes": (
        "Fixes that came late show that it was not so.",
        "迟到的定位表明情况并非如此。",
    ),
}

_LOOKS_LIKE: dict[str | None, tuple[str, str]] = {
    None: ("", ""),
    "gcj02": (
        " It would be on its route if its fixes were in GCJ-02: the source may have declared the wrong datum.",
        "若其定位为 GCJ-02 坐标则在路线上：数据源声明的坐标系可能有误。",
    ),
    "wgs84": (
        " It would be on its route if its fixes were in WGS84: the source may have declared the wrong datum.",
        "若其定位为 WGS84 坐标则在路线上：数据源声明的坐标系可能有误。",
    ),
}
