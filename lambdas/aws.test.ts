/** The collectors with AWS's own client of S3 and Secrets Manager, against a server of their protocols. */

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3"
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager"
import { openLake, type Report } from "lux-sql/collect"
import { afterAll, beforeAll, expect, it } from "vitest"
import * as z from "zod"
import { type InstagramServer, serveInstagram } from "../src/dev/instagram/instagram-server.ts"
import { lux } from "../src/dev/lux-process.testkit.ts"
import { needing } from "../src/dev/needing.testkit.ts"
import { handler as accounts } from "./collect-accounts/index.ts"
import { handler as hashtags } from "./collect-hashtags/index.ts"
import { type Moto, motoPackages, pythonWithMoto, startMoto } from "./moto.testkit.ts"
import { declarationOf } from "./scripted-api.testkit.ts"

const python = pythonWithMoto()

needing(motoPackages, python !== undefined).describe("collectors on AWS", () => {
  let moto: Moto
  let instagram: InstagramServer
  let env: Record<string, string>
  const secret = "luxury-brands/instagram"
  const tick = "2026-01-05T10:00:00Z"

  beforeAll(async () => {
    moto = await startMoto(python ?? "")
    instagram = await serveInstagram({
      clock: new Date(tick),
      appId: "115",
      appSecret: "app0secret0of0the0test",
    })
    const own = {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: moto.url,
    }
    // As they stand in a function's environment.
    Object.assign(process.env, own)
    env = {
      ...own,
      LUX_GRAPH_URL: instagram.url,
      LUX_INSTAGRAM_SECRET: secret,
      LUX_COLLECT_TO: "s3://lake/luxury",
    }
    const bucket = { Bucket: "lake", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } }
    await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand(bucket))
    const { LUX_INSTAGRAM_TOKEN: access_token, LUX_INSTAGRAM_USER_ID: ig_user_id } = instagram.environment
    const SecretString = JSON.stringify({
      access_token,
      ig_user_id,
      app_id: "115",
      app_secret: "app0secret0of0the0test",
    })
    await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name: secret, SecretString }))
  }, 120_000)
  afterAll(async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"])
      delete process.env[name]
    await instagram.close()
    moto.close()
  })

  const run = (
    collector: "accounts" | "hashtags",
    more: Readonly<Record<string, boolean>> = {},
  ): Promise<Report> =>
    (collector === "accounts" ? accounts : hashtags).run(
      { collector, at: tick, trigger: "test", ...more },
      {
        env,
        declaration: declarationOf(),
        now: () => new Date("2026-01-05T10:00:15Z"),
        observer: { log: () => undefined, report: () => undefined },
      },
    )

  it.each(["accounts", "hashtags"] as const)(
    "write each unit once when two runs of one tick go at once: %s",
    async (collector) => {
      const reports = await Promise.all([run(collector), run(collector)])
      const lake = await openLake(env)
      const read = async (model: string) => {
        const paths = await lake.list(`raw/${model}`, "**/*.json")
        const texts = await Promise.all(paths.map((path) => lake.read(path)))
        return texts.flatMap((text): readonly Readonly<Record<string, string>>[] => JSON.parse(text ?? "[]"))
      }
      expect(reports.map(({ attempt }) => attempt).sort()).toEqual([1, 2])
      expect(reports.flatMap(({ units }) => units.got)).toHaveLength(11)
      const names =
        collector === "accounts"
          ? (await read("brand")).map(({ user_id }) => user_id)
          : (await read("media_hashtag")).map(({ user_id, media_id }) => `${user_id} ${media_id}`)
      expect(new Set(names).size).toBe(names.length)
      expect(names.length).toBeGreaterThanOrEqual(11)
      expect(await lake.list("collecting", "*/*.json")).toEqual([])
    },
  )

  it("are checked and renewed by the command, which shows no token", async () => {
    const read = async () => {
      const stored = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secret }))
      return z.record(z.string(), z.unknown()).parse(JSON.parse(stored.SecretString ?? "{}"))
    }
    const before = await read()
    const command = async (flag: string) => {
      const target = mkdtempSync(join(tmpdir(), "lux-aws-"))
      try {
        const args = ["collect", "accounts", "--at", tick, flag, "--target-path", target]
        return await lux(args, { env })
      } finally {
        rmSync(target, { recursive: true })
      }
    }
    const checked = await command("--check-token")
    expect([checked.code, checked.stderr]).toEqual([0, ""])
    // Of the 60 days the first may not have begun.
    expect(checked.stdout).toMatch(/^ {2}token: (59|60) days left$/m)
    expect(await read()).toEqual(before)
    const renewed = await command("--renew-token")
    expect([renewed.code, renewed.stderr]).toEqual([0, ""])
    expect(renewed.stdout).toContain("  token: 59 days left\n")
    const after = await read()
    expect(after).toEqual({ ...before, access_token: expect.any(String), expires_at: expect.any(Number) })
    expect(after["access_token"]).not.toBe(before["access_token"])
    for (const stored of [before, after])
      expect(`${checked.stdout}${renewed.stdout}`).not.toContain(stored["access_token"])
    await new SecretsManagerClient({}).send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(before) }),
    )
  })

  it("renew the token, and store the new one in the secret", async () => {
    const checked = await run("accounts", { check_token: true })
    expect(checked.token).toEqual({ days_left: 59 })
    const renewed = await run("accounts", { renew_token: true })
    expect([renewed.outcome, renewed.token, renewed.error]).toEqual(["complete", { days_left: 59 }, null])
    const stored = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secret }))
    const { access_token, ig_user_id, expires_at } = JSON.parse(stored.SecretString ?? "{}")
    expect(access_token).not.toBe(instagram.environment["LUX_INSTAGRAM_TOKEN"])
    expect([ig_user_id, typeof expires_at]).toEqual([
      instagram.environment["LUX_INSTAGRAM_USER_ID"],
      "number",
    ])
    const again = await run("accounts", { check_token: true })
    expect([again.token, again.calls]).toEqual([{ days_left: 59 }, 1])
    const addresses = instagram.requests.map(({ path, parameters }) => JSON.stringify([path, parameters]))
    expect(addresses.filter((text) => text.includes(access_token) || text.includes("app0secret"))).toEqual([])
    expect(
      instagram.requests.every(({ token, endpoint }) => token === "header" || endpoint === "access_token"),
    ).toBe(true)
  })
})
