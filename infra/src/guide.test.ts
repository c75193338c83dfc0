/** docs/guides/production.md says what the stacks are. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { readProject } from "./project.ts"
import { projectFolder, root, type Synthesised, synthesised } from "./synthesised.testkit.ts"
import { runbook } from "./watch/runbook.ts"

const guide = readFileSync(join(root, "docs/guides/production.md"), "utf8")
let production: Synthesised
beforeAll(() => {
  production = synthesised("production")
})

/** The text under a heading, up to the next one of its level or above. */
function sectionOf(heading: string): string {
  const level = heading.indexOf(" ")
  const from = guide.indexOf(`\n${heading}\n`)
  if (from === -1) throw new Error(`the guide has no heading ${heading}`)
  const rest = guide.slice(from + heading.length + 2)
  const end = rest.search(new RegExp(`^#{2,${level}} `, "m"))
  return end === -1 ? rest : rest.slice(0, end)
}

describe("the guide to production", () => {
  it.each(Object.entries(runbook))("has the line of the alarm %s", (kind, { means, do: todo }) => {
    expect(sectionOf(`### ${kind}`).trim()).toBe(`${means} ${todo}`)
  })

  it("has no line of an alarm that is gone", () => {
    const headings = [...sectionOf("## When an alarm rings").matchAll(/^### (\S+)$/gm)].map(
      ([, kind]) => kind,
    )
    expect(headings).toEqual(Object.keys(runbook))
  })

  it.each(["### Eleven brands", "### Airflow besides", "### Ten thousand brands"])(
    "multiplies right: %s",
    (heading) => {
      const numberOf = (cell = ""): number => Number(cell.replaceAll(/[*,\s]/g, ""))
      const [, , ...rows] = [...sectionOf(heading).matchAll(/^\| (.+) \|$|^\|-.*$/gm)].map(([, row = ""]) =>
        row.split("|"),
      )
      const sum = rows.pop()
      expect(rows.length).toBeGreaterThan(7)
      for (const [what, quantity, each, cost] of rows)
        expect([what, Math.abs(numberOf(cost) - numberOf(quantity) * numberOf(each)) < 0.0051]).toEqual([
          what,
          true,
        ])
      const total = rows.reduce((all, [, , , cost]) => all + numberOf(cost), 0)
      expect(numberOf(sum?.[3])).toBeCloseTo(total, 2)
    },
  )

  it("makes the schemas of the project, and names the roles of the stacks", () => {
    const sql = sectionOf("## Prepare Redshift")
    const schemas = [...sql.matchAll(/create schema (\w+)/g)].map(([, schema]) => schema)
    expect(schemas).toEqual(readProject(projectFolder, root).schemas)
    const roles = production.ofType("AWS::IAM::Role").map(({ Properties }) => Properties["RoleName"])
    const named = [...sql.matchAll(/(?:"IAMR:|role\/)([\w-]+)/g)].map(([, role]) => role)
    expect(new Set(named)).toEqual(
      new Set(["luxury-brands-production-task", "luxury-brands-production-copy"]),
    )
    for (const role of named) expect(roles).toContain(role)
  })

  it("names outputs and secrets that there are", () => {
    const outputs = [...guide.matchAll(/\(`(\w+)`\)/g)].map(([, output = ""]) => output)
    expect(outputs.length).toBeGreaterThan(5)
    for (const output of [...outputs, "TaskSubnets", "TaskSecurityGroup"])
      expect(production.outputs).toHaveProperty(output)
    const secrets = production
      .ofType("AWS::SecretsManager::Secret")
      .map(({ Properties }) => Properties["Name"])
    for (const [, secret] of guide.matchAll(/--secret-id \$PREFIX\/(\w+)/g))
      expect(secrets).toContain(`luxury-brands-production/${secret}`)
  })
})
