/** The stacks of the real project, as templates. */
import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as z from "zod"
import { luxApp } from "./app.ts"
import { type ProjectFacts, readProject } from "./project.ts"
import { readSettings, type Settings } from "./settings.ts"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const projectFolder = fileURLToPath(new URL("../project", import.meta.url))

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
})
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
})

export type Resource = z.output<typeof resourceSchema> & { readonly id: string }
export interface Synthesised {
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, unknown>>
  readonly violations: readonly string[]
  /** The files of the templates. */
  readonly templates: readonly string[]
  /** Of the stack whose name ends so. */
  stack(part: string): readonly Resource[]
  ofType(type: string): readonly Resource[]
}

const violationSchema = z.object({
  ruleName: z.string(),
  violatingConstructs: z.array(z.object({ constructPath: z.string().optional() })),
})
const reportSchema = z.object({
  pluginReports: z.array(z.object({ pluginName: z.string(), violations: z.array(violationSchema) })),
})

/** Findings of cdk-nag and of CloudFormation's own check that nobody explained. */
function violationsIn(folder: string): readonly string[] {
  const report = JSON.parse(readFileSync(join(folder, "validation-report.json"), "utf8"))
  return reportSchema
    .parse(report)
    .pluginReports.flatMap(({ pluginName, violations }) =>
      violations.map(
        ({ ruleName, violatingConstructs: [first] }) =>
          `${pluginName} ${ruleName} ${first?.constructPath ?? ""}`,
      ),
    )
}

export function synthesised(
  environment: string,
  project: ProjectFacts = readProject(projectFolder, root),
  change: (settings: Settings) => Settings = (settings) => settings,
): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), "lux-infra-"))
  const context = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(new URL("../cdk.json", import.meta.url), "utf8"))).context
  const { app } = luxApp(
    { settings: change(readSettings(environment)), project, imageTag: "0123abc" },
    { outdir, context },
  )
  const assembly = app.synth()
  const parts = assembly.stacks.map(
    ({ stackName, template }) => [stackName, templateSchema.parse(template)] as const,
  )
  const of = (template: z.output<typeof templateSchema>): readonly Resource[] =>
    Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, id }))
  const resources = parts.flatMap(([, template]) => of(template))
  return {
    resources,
    outputs: Object.assign({}, ...parts.map(([, { Outputs }]) => Outputs)),
    violations: violationsIn(outdir),
    templates: assembly.stacks.map(({ templateFullPath }) => templateFullPath),
    stack: (part) =>
      parts.filter(([name]) => name.endsWith(`-${part}`)).flatMap(([, template]) => of(template)),
    ofType: (type) => resources.filter(({ Type }) => Type === type),
  }
}
