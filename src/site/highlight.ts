import { masked } from "../secrets.ts"
import type { Html } from "./data.ts"
import { escapeHtml } from "./markdown.ts"

const keywords = new Set(
  `all and any array as asc between by case cast create cross current date delete desc distinct else end escape except
  exclude exists extract false filter following for from full group grouping having if ilike in inner insert intersect
  interval into is join lateral left like limit lower materialized natural not null nulls offset on or order outer over
  partition preceding qualify range recursive right rows select set similar some table temporary then to true unbounded
  union unique unnest update using values view when where window with within`.split(/\s+/),
)

/** Templates, comments, strings, quoted names, numbers, words; whatever else stays as it is. */
const token =
  /(?<template>\{\{[\s\S]*?\}\})|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[a-z_][\w$]*)/giu

/** SQL, as authored or compiled, with its parts marked. What cannot be told apart stays plain: nothing is left out. */
export function sqlHtml(authored: string): Html {
  // Before a secret is divided into marked parts.
  const sql = masked(authored)
  let html = ""
  let end = 0
  for (const match of sql.matchAll(token)) {
    html += escapeHtml(sql.slice(end, match.index))
    const kind = kindOf(match.groups ?? {}, match[0], sql.charAt(match.index + match[0].length))
    html += kind === undefined ? escapeHtml(match[0]) : `<span class="${kind}">${escapeHtml(match[0])}</span>`
    end = match.index + match[0].length
  }
  return html + escapeHtml(sql.slice(end))
}

function kindOf(
  groups: Readonly<Record<string, string | undefined>>,
  text: string,
  next: string,
): string | undefined {
  if (groups["template"] !== undefined) return "sql-template"
  if (groups["comment"] !== undefined) return "sql-comment"
  if (groups["string"] !== undefined) return "sql-string"
  if (groups["number"] !== undefined) return "sql-number"
  if (groups["word"] === undefined) return undefined
  if (keywords.has(text.toLowerCase())) return "sql-keyword"
  return next === "(" ? "sql-call" : undefined
}
