"""What a case summary is said with, in English and in Chinese; mypy proves that no phrase lacks its other language.

`{...}` is filled in by `alerts/summary.py`; what agents and riders wrote themselves stays as they wrote it.
"""

from typing import Literal

import msgspec

Language = Literal["en", "zh"]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One language."""

    opened: str
    by_agent: str
    continues: str
    presses: str
    presses_cancelled: str
    duress: str
    found: str
    over: str
    asked: str
    answers: dict[str, str]
    awaited: str
    called: str
    going_on: str
    taken_by: str
    outcomes: dict[str, str]
    who: dict[str, str]
    holds: str
    held: str
    earlier: str
    offered: str
    in_vain: str
    because: str
    ends: dict[str, str]
    brought_in: str
    levels: dict[str, str]
    paged: str
    accompanied: str
    trip_ended: str
    wrote: str
    noted: str
    stands: str
    closed: str
    nobody: str
    severities: tuple[str, str, str, str, str]
    dispositions: dict[str, str]
    kinds: dict[str, str]
    seconds: str
    minutes: str
    hours: str
    between: str  # two things of one line
    comma: str
    colon: str


EN = Words(
    opened="Opened: {why}",
    by_agent="Opened by {agent}: {why}",
    continues=" Goes on with {incident}.",
    presses="Alarm button pressed: {count}.",
    presses_cancelled="Alarm button pressed: {count}, cancelled with the PIN: {cancelled}.",
    duress="The duress PIN was given: do not let it be heard.",
    found="Found: {what}",
    over=" (over)",
    asked="Asked in the app: {what}.",
    answers={
        "ok": "{who} answered ok after {after}",
        "help": "{who} asked for help after {after}",
        "nothing": "no answer",
        "duress": "answered under duress",
    },
    awaited="the answer is awaited",
    called="Called {who}: {what}.",
    going_on="going on",
    taken_by="taken over by {agent}",
    outcomes={
        "safe": "said to be safe",
        "help": "asked for help",
        "duress": "under duress",
        "person": "wanted a person",
        "no_input": "picked up and said nothing",
        "voicemail": "voicemail",
        "no_answer": "no answer",
        "busy": "busy",
        "failed": "could not be placed",
        "hung_up": "hung up",
        "taken_over": "an agent took the call over",
    },
    who={"rider": "the rider", "driver": "the driver", "both": "both", "fleet": "the platform"},
    holds="{agent} has held it for {since}",
    held="{agent} held it for {time}, {how}",
    earlier="before that {names} held it",
    offered="offered to {agent} now",
    in_vain="offered in vain to {names}",
    because="{agent} ({why})",
    ends={"held": "still", "taken_back": "taken back", "handed_on": "handed on"},
    brought_in="Brought in: {level}",
    levels={
        "ask": "the phones",
        "call": "the telephone",
        "offer": "the desk",
        "desk": "the desk",
        "team": "the whole team",
        "supervisor": "the supervisor",
        "break_glass": "break glass",
    },
    paged=" (pages: {count})",
    accompanied="Accompanied: asked every {every}.",
    trip_ended="The trip has ended.",
    wrote="The rider wrote: {text}",
    noted="{agent} noted: {text}",
    stands="Severity {number}, {severity}; open for {age}; {who}. {why}",
    closed="Closed by {agent} after {age}: {disposition}.",
    nobody="nobody holds it",
    severities=("note", "look", "ask the rider", "human now", "threat to life"),
    dispositions={
        "safe": "safe",
        "false_alarm": "false alarm",
        "assisted": "assisted",
        "emergency_dispatched": "emergency services dispatched",
        "unreachable": "unreachable",
    },
    kinds={},  # the sentences of findings are English
    seconds="{n} s",
    minutes="{n} min",
    hours="{n} h {m:02} min",
    between="; ",
    comma=", ",
    colon=": ",
)

ZH = Words(
    opened="立案：{why}",
    by_agent="由 {agent} 立案：{why}",
    continues="接续 {incident}。",
    presses="报警按钮被按下 {count} 次。",
    presses_cancelled="报警按钮被按下 {count} 次，凭安全码取消 {cancelled} 次。",
    duress="对方输入了胁迫码：通话时切勿提及。",
    found="发现：{what}",
    over="（已恢复）",
    asked="应用内询问：{what}。",
    answers={
        "ok": "{who}在 {after}后回答平安",
        "help": "{who}在 {after}后求助",
        "nothing": "无人回答",
        "duress": "在胁迫下回答",
    },
    awaited="等待回答",
    called="致电{who}：{what}。",
    going_on="通话中",
    taken_by="由 {agent} 接管",
    outcomes={
        "safe": "表示平安",
        "help": "求助",
        "duress": "受胁迫",
        "person": "要求人工",
        "no_input": "接听但没有回应",
        "voicemail": "语音信箱",
        "no_answer": "无人接听",
        "busy": "占线",
        "failed": "未能拨出",
        "hung_up": "挂断",
        "taken_over": "由专员接管通话",
    },
    who={"rider": "乘客", "driver": "司机", "both": "双方", "fleet": "平台"},
    holds="{agent} 处理中，已 {since}",
    held="{agent} 处理了 {time}，{how}",
    earlier="更早由 {names} 处理",
    offered="正在派给 {agent}",
    in_vain="曾派给 {names}，未接手",
    because="{agent}（{why}）",
    ends={"held": "仍在处理", "taken_back": "已收回", "handed_on": "已移交"},
    brought_in="已通知：{level}",
    levels={
        "ask": "手机应用",
        "call": "电话",
        "offer": "值班台",
        "desk": "值班台",
        "team": "全体专员",
        "supervisor": "主管",
        "break_glass": "紧急联络人",
    },
    paged="（呼叫 {count} 次）",
    accompanied="全程陪护：每 {every}询问一次。",
    trip_ended="行程已结束。",
    wrote="乘客写道：{text}",
    noted="{agent} 记录：{text}",
    stands="目前 {number} 级，{severity}；立案 {age}；{who}。{why}",
    closed="{agent} 在 {age}后结案：{disposition}。",
    nobody="无人处理",
    severities=("记录", "留意", "询问乘客", "立即人工介入", "危及生命"),
    dispositions={
        "safe": "平安",
        "false_alarm": "误报",
        "assisted": "已协助",
        "emergency_dispatched": "已出动救援",
        "unreachable": "无法联系",
    },
    kinds={
        "deviation": "偏离路线",
        "detour": "绕路",
        "dwell": "异常停留",
        "signal_loss": "失去信号",
        "blurred": "定位模糊",
        "speeding": "超速",
        "overdue": "未按时到达",
        "ended_early": "提前结束行程",
        "apart": "乘客与司机分开",
        "zone": "进入风险区域",
        "crash": "疑似碰撞",
        "unwatched": "行程无法监控",
    },
    seconds="{n} 秒",
    minutes="{n} 分钟",
    hours="{n} 小时 {m} 分钟",
    between="；",
    comma="、",
    colon="：",
)

WORDS: dict[Language, Words] = {"en": EN, "zh": ZH}
