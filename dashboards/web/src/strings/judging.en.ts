/** Category, urgency and clocks at the registration. */
export const judgingEn = {
  judge_category: "Category",
  judge_priority: "Urgency",
  judge_complexity: "Difficulty",
  judge_none: "(none)",
  judge_proposed: "as drafted",
  judge_clocks: "Clocks once registered:",
  judge_no_clock: "none",
  judge_from_accepted: "from registering",
  judge_from_call_end: "from the hang-up",
  judge_from_dispatched: "from the dispatch",
  key_judge: "Category: as drafted or chosen; it decides the clocks",
} as const;
