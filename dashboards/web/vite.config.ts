import { gzipSync } from "node:zlib";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// dashboards/build.py builds beside the old screens and swaps them when all is well.
const OUT = process.env["CALLCENTER_SCREENS_OUT"] ?? resolve(import.meta.dirname, "../static");
const PAGES = ["wall", "desk", "tickets", "reports", "supervisor", "login", "duty", "search", "studio", "host", "plan", "aftershow", "retention", "oversight", "knowledge", "directory", "outbox", "inbox", "progress", "missing"];

/** Writes `x.gz` beside every text file of 1 kB or more: aiohttp serves it by itself to browsers that accept gzip. */
function gzipBeside(): Plugin {
  return {
    name: "gzip-beside",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: "utf8" })) {
        const path = join(OUT, name);
        if (/\.(js|css|html|svg)$/.test(name) && statSync(path).size >= 1024) {
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  plugins: [vue(), gzipBeside()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    // Desktops of city offices run browsers built on older Chromium; nothing newer than this is used.
    target: ["chrome88", "firefox102", "safari15"],
    assetsInlineLimit: 0, // no data: URLs, so that a strict Content-Security-Policy holds
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, resolve(import.meta.dirname, `${page}.html`)])),
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
