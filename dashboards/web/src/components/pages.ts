/** The pages there are and who works with each; the service has the last word on all of them. */

import type { Key } from "../strings";

export interface PageLink {
  readonly path: string;
  readonly title: Key;
  readonly roles: readonly string[];
}

const OFFICE = ["operator", "supervisor", "admin", "reviewer", "leader", "dispatcher", "unit"];

export const LINKS: readonly PageLink[] = [
  { path: "/desk", title: "page_desk", roles: ["operator"] },
  { path: "/inbox", title: "page_inbox", roles: ["operator", "supervisor", "admin"] },
  { path: "/tickets", title: "page_tickets", roles: OFFICE },
  { path: "/plan", title: "page_plan", roles: ["producer", "host", "supervisor", "admin", "leader", "unit"] },
  { path: "/reports", title: "page_reports", roles: ["operator", "reviewer", "leader", "dispatcher", "supervisor", "admin"] },
  { path: "/search", title: "page_search", roles: ["operator", "reviewer", "dispatcher", "supervisor", "admin"] },
  { path: "/supervisor", title: "page_supervisor", roles: ["supervisor", "admin"] },
  { path: "/studio", title: "page_studio", roles: ["producer"] },
  { path: "/host", title: "page_host", roles: ["host", "producer"] },
  { path: "/duty", title: "page_duty", roles: ["supervisor", "admin"] },
  { path: "/aftershow", title: "page_aftershow", roles: ["producer", "host", "dispatcher", "supervisor", "admin"] },
  { path: "/outbox", title: "page_outbox", roles: ["supervisor", "admin"] },
  { path: "/knowledge", title: "page_knowledge", roles: ["operator", "dispatcher", "supervisor", "admin"] },
  { path: "/directory", title: "page_directory", roles: ["operator", "dispatcher", "supervisor", "admin"] },
  { path: "/oversight", title: "page_oversight", roles: ["leader", "reviewer", "operator", "dispatcher", "supervisor", "admin", "unit"] },
  { path: "/retention", title: "page_retention", roles: ["admin"] },
  { path: "/wall", title: "page_wall", roles: ["operator", "supervisor", "admin", "dispatcher", "leader"] },
];

/** `off`: addresses of pages that the city does without. */
export function linksFor(roles: readonly string[], off: readonly string[] = []): PageLink[] {
  return LINKS.filter((one) => !off.includes(one.path) && one.roles.some((role) => roles.includes(role)));
}

const HOMES: readonly (readonly [role: string, path: string])[] = [
  ["operator", "/desk"], ["producer", "/studio"], ["host", "/host"], ["supervisor", "/supervisor"], ["admin", "/supervisor"], ["wall", "/wall"],
];

/** Where somebody works who names no page at signing in; every other office role has the tickets. */
export function homeOf(roles: readonly string[], off: readonly string[] = []): string {
  return HOMES.find(([role, path]) => roles.includes(role) && !off.includes(path))?.[1] ?? "/tickets";
}
