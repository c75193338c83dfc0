/** Airflow on ECS, as the settings of staging have it, next to the DAG files that its image has. */

import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it } from "vitest"
import * as z from "zod"
import { root, type Synthesised, synthesised } from "./synthesised.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-dags-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let staging: Synthesised
beforeAll(() => {
  staging = synthesised("staging")
})

const taskSchema = z.object({
  Family: z.string(),
  ContainerDefinitions: z
    .array(
      z.object({
        Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
        Secrets: z.array(z.object({ Name: z.string(), ValueFrom: z.unknown() })).default([]),
        HealthCheck: z.object({ Command: z.array(z.string()) }),
      }),
    )
    .length(1),
})
const tasks = () =>
  staging
    .stack("airflow")
    .filter(({ Type }) => Type === "AWS::ECS::TaskDefinition")
    .map(({ Properties }) => taskSchema.parse(Properties))

/** As in the image: the lines of its Dockerfile say which variables are set. */
function operatorOfDags(): Readonly<Record<string, unknown>> {
  const dockerfile = readFileSync(join(root, "infra/airflow/Dockerfile"), "utf8")
  const [, said = ""] = /^ +((?:LUX_\w+=\S+ )+)node dist\/lux\.js orchestrate airflow/m.exec(dockerfile) ?? []
  const variables = Object.fromEntries(
    said
      .trim()
      .split(" ")
      .map((each) => each.split("=")),
  )
  const lux = fileURLToPath(new URL("../../dist/lux.js", import.meta.url))
  execFileSync(
    process.execPath,
    [
      lux,
      "orchestrate",
      "airflow",
      "--target",
      "prod",
      "--output",
      folder,
      "--target-path",
      join(folder, "target"),
    ],
    { cwd: root, env: { ...process.env, ...variables } },
  )
  return JSON.parse(readFileSync(join(folder, "lux_airflow.json"), "utf8")).operator
}

it("what the DAGs name is in the environment of Airflow, and is what the stacks output", () => {
  const operator = operatorOfDags()
  expect(operator["kind"]).toBe("ecs")
  const named = Object.values(operator)
    .flat()
    .flatMap((value) => (typeof value === "string" && value.startsWith("$") ? [value.slice(1)] : []))
  expect(named.sort()).toEqual([
    "AWS_DEFAULT_REGION",
    "LUX_ECS_CLUSTER",
    "LUX_ECS_LOG_GROUP",
    "LUX_ECS_SECURITY_GROUPS",
    "LUX_ECS_SUBNETS",
    "LUX_ECS_TASK_DEFINITION",
  ])
  const outputs: Readonly<Record<string, string>> = {
    LUX_ECS_CLUSTER: "Cluster",
    LUX_ECS_LOG_GROUP: "LogGroup",
    LUX_ECS_SECURITY_GROUPS: "TaskSecurityGroup",
    LUX_ECS_SUBNETS: "TaskSubnets",
    LUX_ECS_TASK_DEFINITION: "TaskDefinition",
  }
  /** The logical ids behind a value, in its own stack or imported from another. */
  const idsIn = (value: unknown): readonly string[] =>
    [
      ...JSON.stringify(value).matchAll(
        /"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)","(\w+)"\]|ExportsOutput(?:Ref|FnGetAtt)(\w+)[0-9A-F]{8}"/g,
      ),
    ]
      .map(([, name = "", of = "", attribute = "", imported = ""]) => name + of + attribute + imported)
      .sort()
  for (const { Family, ContainerDefinitions } of tasks())
    for (const name of named) {
      const value = ContainerDefinitions[0]?.Environment.find(({ Name }) => Name === name)?.Value
      expect(value, `${Family} ${name}`).toBeDefined()
      const output = outputs[name]
      if (output === undefined) continue
      const ids = idsIn(value)
      // A name that the settings say is the same text in both.
      if (ids.length === 0)
        expect(value, name).toEqual(z.object({ Value: z.unknown() }).parse(staging.outputs[output]).Value)
      else expect(ids, name).toEqual(idsIn(staging.outputs[output]))
    }
})

it("has four parts, each with a check of its own, and no secret among its variables", () => {
  expect(
    tasks()
      .map(({ Family }) => Family)
      .sort(),
  ).toEqual(
    ["api-server", "dag-processor", "scheduler", "triggerer"].map(
      (part) => `luxury-brands-staging-airflow-${part}`,
    ),
  )
  const checks = tasks().map(({ ContainerDefinitions: [container] }) => container?.HealthCheck.Command[1])
  expect(new Set(checks).size).toBe(4)
  for (const { ContainerDefinitions } of tasks()) {
    const names = ContainerDefinitions[0]?.Secrets.map(({ Name }) => Name) ?? []
    expect(names).toEqual(
      expect.arrayContaining(["DATABASE_PASSWORD", "FERNET_SEED", "AIRFLOW__API_AUTH__JWT_SECRET"]),
    )
    const plain = ContainerDefinitions[0]?.Environment.map(({ Name }) => Name) ?? []
    expect(plain.filter((name) => /PASSWORD|SECRET|FERNET|_KEY$/.test(name))).toEqual([])
  }
})

it("replaces containers one after the other, and rolls back what does not become healthy", () => {
  const services = staging.stack("airflow").filter(({ Type }) => Type === "AWS::ECS::Service")
  expect(services).toHaveLength(4)
  for (const { Properties } of services)
    expect(Properties["DeploymentConfiguration"]).toEqual(
      expect.objectContaining({
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      }),
    )
})

it("is reached from the network alone", () => {
  const [balancer] = staging.ofType("AWS::ElasticLoadBalancingV2::LoadBalancer")
  expect(balancer?.Properties["Scheme"]).toBe("internal")
  const [database] = staging.ofType("AWS::RDS::DBInstance")
  expect(database?.Properties).toMatchObject({ PubliclyAccessible: false, StorageEncrypted: true })
  const open = staging
    .stack("airflow")
    .filter(({ Type }) => Type === "AWS::EC2::SecurityGroup")
    .flatMap(({ Properties }) =>
      z
        .array(z.object({ CidrIp: z.unknown() }))
        .default([])
        .parse(Properties["SecurityGroupIngress"]),
    )
    .map(({ CidrIp }) => CidrIp)
  expect(open).not.toContain("0.0.0.0/0")
  expect(open.length).toBeGreaterThan(0)
})
