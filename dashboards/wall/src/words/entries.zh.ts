/* What each kind of entry says in one Chinese sentence; reasons that people or the service wrote stay as they are. */

import type { Entry } from '../wire';
import { text } from './entries.en';
import { zh } from './zh';

const after = (lead: string, value: unknown): string => (text(value) ? `${lead}：${text(value)}` : lead);
const severity = (value: unknown): string => zh.severity[Number(value)] ?? String(value);
const people: Record<string, string> = {
  rider: '乘客',
  driver: '司机',
  both: '乘客和司机',
  desk: '安全中心',
  team: '团队',
  supervisor: '主管',
  break_glass: '紧急联系人',
  fleet: '车队',
  platform: '平台',
};
const who = (value: unknown): string => people[text(value)] ?? text(value);

const findings: Record<string, string> = {
  deviation: '偏离路线',
  detour: '绕路',
  dwell: '长时间停留',
  signal_loss: '信号中断',
  blurred: '定位模糊',
  speeding: '超速',
  overdue: '超时未到',
  ended_early: '提前结束',
  apart: '乘客与司机分离',
  zone: '进入风险区域',
  crash: '疑似碰撞',
  unwatched: '无法监测',
};
const answers: Record<string, string> = { ok: '一切正常', help: '需要帮助' };
const states: Record<string, string> = { ringing: '正在响铃', in_progress: '已接通' };
const outcomes: Record<string, string> = {
  safe: '本人确认平安',
  help: '请求帮助',
  duress: '输入了胁迫密码',
  person: '要求人工',
  no_input: '没有回应',
  voicemail: '语音信箱',
  no_answer: '无人接听',
  busy: '占线',
  failed: '无法拨打',
  hung_up: '提前挂断',
  taken_over: '专员接手',
};

export const sentences: Record<string, (entry: Entry) => string> = {
  opened: ({ why }) => after('建立', why),
  pressed: ({ press, by }) => `${who(by)}按下${press === 'silent' ? '静默报警' : '报警按钮'}`,
  press_cancelled: () => '用密码取消了报警',
  duress: () => '输入了胁迫密码：手机上看不出来，乘客并不安全',
  found: ({ finding }) => {
    if (typeof finding !== 'object' || finding === null) return '发现异常';
    const { kind, edge, sentence } = finding as Record<string, unknown>;
    return after(`${edge === 'cleared' ? '已解除' : '发现'} ${findings[text(kind)] ?? text(kind)}`, sentence);
  },
  raised: (entry) => after(`升级为“${severity(entry.severity)}”`, entry.why),
  lowered: (entry) => after(`降级为“${severity(entry.severity)}”`, entry.why),
  asked: ({ to, reason }) => after(`询问${who(to || 'rider')}是否平安`, reason),
  answered: ({ by, answer }) => `${who(by)}回答：${answers[text(answer)] ?? text(answer)}`,
  unanswered: () => '没有回答',
  said: ({ by, to, text: line }) => `${who(by)} → ${who(to)}：${text(line)}`,
  accompanied: ({ by, every_s }) => `${who(by)}请求陪伴，每 ${Number(every_s)} 秒询问一次`,
  accompany_ended: () => '陪伴结束',
  offered: ({ agent, why }) => after(`分派给 ${text(agent)}`, why),
  offer_declined: ({ agent, why }) => after(`${text(agent)} 未接受`, why),
  offer_expired: ({ agent }) => `${text(agent)} 未在时限内接受`,
  offer_withdrawn: ({ agent, why }) => after(`不再分派给 ${text(agent)}`, why),
  claimed: ({ agent }) => `${text(agent)} 接手`,
  taken_back: ({ agent, why }) => after(`从 ${text(agent)} 收回`, why),
  assigned: ({ agent, by }) => (agent === by ? `${text(by)} 接管` : `${text(by)} 指派给 ${text(agent)}`),
  noted: ({ agent, text: line }) => `${text(agent)} 记录：${text(line)}`,
  transferred: ({ agent, to }) => `${text(agent)} 转交给 ${text(to)}`,
  escalated: ({ level, why }) => after(`上报至${who(level)}`, why),
  called: ({ to, attempt, reason }) => after(`拨打${who(to)}（第 ${Number(attempt)} 次）`, reason),
  call_progressed: ({ state }) => `通话${states[text(state)] ?? text(state)}`,
  call_settled: ({ outcome }) => `通话结束：${outcomes[text(outcome)] ?? text(outcome)}`,
  call_taken: ({ agent }) => `${text(agent)} 接入通话`,
  paged: ({ to, why }) => after(`呼叫${who(to)}`, why),
  page_settled: ({ outcome, by }) => after(`呼叫结果 ${text(outcome)}`, by),
  effect_failed: ({ why }) => after('多次尝试后仍未办到', why),
  trip_ended: ({ how }) =>
    after('行程结束', how === 'completed' ? '完成' : how === 'cancelled' ? '取消' : how),
  closed: ({ agent, disposition, note }) => {
    const as = zh.disposition[disposition as keyof typeof zh.disposition] ?? text(disposition);
    return after(`${text(agent)} 结案：${as}`, note);
  },
};
