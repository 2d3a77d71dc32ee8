/** 受理时的类别、紧急程度与计时。 */
export const judgingZh = {
  judge_category: "类别",
  judge_priority: "紧急程度",
  judge_complexity: "难易程度",
  judge_none: "（不归类）",
  judge_proposed: "起草所得",
  judge_clocks: "受理后计时：",
  judge_no_clock: "无",
  judge_from_accepted: "受理起",
  judge_from_call_end: "挂机起",
  judge_from_dispatched: "派单起",
  key_judge: "类别：从起草所得中选，决定计时",
} as const;
