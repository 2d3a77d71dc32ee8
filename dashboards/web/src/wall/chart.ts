/** The chart of the last hour: a line for waiting, bars for answered, no animation, colours from the theme. */

import type { EChartsCoreOption } from "echarts/core";
import { token } from "../theme";
import type { Point } from "./trend";

/** ECharts option; `label` turns a minute (Unix minutes) into text, `rem` is 1rem in pixels. */
export function chartOption(series: readonly Point[], label: (minute: number) => string, rem: number): EChartsCoreOption {
  const text = { color: token("--muted"), fontFamily: token("--font"), fontSize: 1.05 * rem };
  const highest = top(series);
  const line = { lineStyle: { color: token("--line"), width: Math.max(1, rem / 16) } };
  return {
    animation: false,
    grid: { left: 2.4 * rem, right: 0.8 * rem, top: 0.8 * rem, bottom: 1.9 * rem },
    xAxis: {
      type: "category",
      data: series.map((point) => label(point.minute)),
      axisLabel: { ...text, interval: (index: number) => (series[index]?.minute ?? 1) % 15 === 0 },
      axisTick: { show: false },
      axisLine: line,
    },
    yAxis: { type: "value", minInterval: 1, min: 0, max: highest, interval: highest / 2, axisLabel: text, splitLine: line },
    series: [
      { type: "bar", data: series.map((point) => point.answered), itemStyle: { color: token("--talk") }, barWidth: "60%" },
      {
        type: "line",
        data: series.map((point) => point.waiting),
        step: "middle",
        showSymbol: true,
        symbolSize: 0.35 * rem,
        connectNulls: false,
        itemStyle: { color: token("--warn") },
        lineStyle: { color: token("--warn"), width: 0.22 * rem },
      },
    ],
  };
}

/** The scale's end: a multiple of 4, at least 8, so that one waiting caller does not look like a flood. */
function top(series: readonly Point[]): number {
  const highest = Math.max(8, ...series.map((point) => Math.max(point.waiting ?? 0, point.answered ?? 0)));
  return Math.ceil(highest / 4) * 4;
}
