import { gunzipSync } from "node:zlib"
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs"
import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3"
import { afterAll, beforeAll, expect, it } from "vitest"
import * as z from "zod"
import type { Moto } from "../../../lambdas/moto.testkit.ts"
import { motoInEnvironment, needingMoto } from "../moto.testkit.ts"
import { exportLogs } from "./index.ts"

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const env = { LOG_GROUPS: "/p-test/", LAKE_BUCKET: "lake", RETENTION_DAYS: "30" }
const groups = ["/p-test/collect-accounts", "/p-test/lux"]
const other = "/p-other/lux"

needingMoto.describe("the export of logs", () => {
  let moto: Moto
  let logs: CloudWatchLogsClient
  let s3: S3Client
  /** Every line, as `group time message`. */
  const written: string[] = []
  // The server takes no line that is older than fourteen days.
  const first = Math.floor(Date.now() / dayMs) * dayMs - 13 * dayMs
  const later = new Date(Date.now() + 2 * dayMs)

  beforeAll(async () => {
    moto = await motoInEnvironment()
    logs = new CloudWatchLogsClient({})
    s3 = new S3Client({ forcePathStyle: true })
    await s3.send(
      new CreateBucketCommand({
        Bucket: "lake",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    )
    for (const logGroupName of [...groups, other]) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      for (let day = 0; day < 13; day++) {
        const logStreamName = `day-${day}`
        await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
        const times = [0, 1, hourMs - 1, hourMs, 7 * hourMs, 24 * hourMs - 1].map(
          (each) => first + day * dayMs + each,
        )
        // Two equal lines at one time are two lines.
        const logEvents = [...times, first + (day + 1) * dayMs - 1].map((timestamp) => ({
          timestamp,
          message: `line of ${timestamp}\nwith a second one, "quoted", 中`,
        }))
        await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
        if (logGroupName !== other)
          written.push(
            ...logEvents.map(
              ({ timestamp, message }) => `${logGroupName} ${new Date(timestamp).toISOString()} ${message}`,
            ),
          )
      }
    }
  })
  afterAll(() => moto.close())

  const keys = async () => {
    const found: string[] = []
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: "lake" }))
      found.push(...Contents.flatMap(({ Key }) => Key ?? []))
    return found
  }
  const lineSchema = z.strictObject({
    time: z.string(),
    group: z.string(),
    stream: z.string(),
    message: z.string(),
  })
  const exported = async () => {
    const lines: string[] = []
    for (const Key of await keys()) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "lake", Key }))
      for (const text of gunzipSync((await Body?.transformToByteArray()) ?? "")
        .toString("utf8")
        .trimEnd()
        .split("\n")) {
        const { time, group, message } = lineSchema.parse(JSON.parse(text))
        const [date = "", hour] = time.split(/[T:]/)
        const [year, month, day] = date.split("-")
        const name = group.slice(1).replaceAll("/", ".")
        expect(Key).toBe(`logs/year=${year}/month=${month}/day=${day}/${name}_${hour}.jsonl.gz`)
        lines.push(`${group} ${time} ${message}`)
      }
    }
    return lines.sort()
  }
  const streamsIn = async (logGroupName: string) =>
    (await logs.send(new DescribeLogStreamsCommand({ logGroupName }))).logStreams?.length

  it("stops in time, and leaves every stream whose lines it did not get to", async () => {
    let calls = 0
    const stopped = await exportLogs({
      env,
      now: () => later,
      remainingMs: () => (calls++ < 40 ? 900_000 : 59_000),
    })
    expect(stopped).toMatchObject({ complete: false, groups: 0, streams: 0 })
    expect(stopped.objects).toBeGreaterThan(0)
    expect(await streamsIn("/p-test/collect-accounts")).toBe(13)
  })

  it("goes on, until every line is in the lake once, and gone from its group", async () => {
    const rest = await exportLogs({ env, now: () => later, remainingMs: () => 900_000 })
    expect(rest).toMatchObject({ complete: true, groups: 2, streams: 26 })
    expect(await exported()).toEqual([...written].sort())
    for (const group of groups) expect(await streamsIn(group)).toBe(0)
  })

  it("leaves other groups alone, and does nothing a second time", async () => {
    expect(await streamsIn(other)).toBe(13)
    const before = await keys()
    expect(await exportLogs({ env, now: () => later, remainingMs: () => 900_000 })).toEqual({
      groups: 2,
      objects: 0,
      lines: 0,
      streams: 0,
      complete: true,
    })
    expect(await keys()).toEqual(before)
  })

  it("leaves the lines of today where they are", async () => {
    const logGroupName = "/p-test/lux"
    const logStreamName = "today"
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
    const timestamp = Date.now()
    await logs.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message: "today" }] }),
    )
    const done = await exportLogs({ env, now: () => new Date(timestamp), remainingMs: () => 900_000 })
    expect(done).toMatchObject({ complete: true, objects: 0, streams: 0 })
    expect(await streamsIn(logGroupName)).toBe(1)
  })
})
