/**
 * Copies the lines of all log groups of the environment to the lake, compressed, before they expire: one object for an hour of
 * a group, `logs/year=/month=/day=/{group}_{hour}.jsonl.gz`, a line of JSON for each line. Runs every day for the days that
 * are over; what is there already is not written again, so that it can be run twice, or be stopped and go on.
 */
import { gzipSync } from "node:zlib"
import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
} from "@aws-sdk/client-cloudwatch-logs"
import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import * as z from "zod"

const environmentSchema = z.object({
  /** What the names of the groups begin with: `/luxury-brands-production/,/aws/redshift/luxury-brands-production/`. */
  LOG_GROUPS: z
    .string()
    .min(2)
    .transform((each) => each.split(",")),
  LAKE_BUCKET: z.string().min(1),
  /** Days that lines stay in their groups. */
  RETENTION_DAYS: z.coerce.number().int().positive(),
})

/** Time that is left for what comes after the last hour that is begun. */
const reserveMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export interface Exported {
  readonly groups: number
  /** Objects written by this run. */
  readonly objects: number
  readonly lines: number
  /** Streams removed, of which every line is in the lake. */
  readonly streams: number
  /** Whether everything up to yesterday is in the lake. */
  readonly complete: boolean
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly remainingMs: () => number
}

export async function exportLogs({ env, now, remainingMs }: Surroundings): Promise<Exported> {
  const { LOG_GROUPS, LAKE_BUCKET, RETENTION_DAYS } = environmentSchema.parse(env)
  const logs = new CloudWatchLogsClient({})
  const s3 = new S3Client({ followRegionRedirects: true })
  // Late lines of yesterday arrive within the hour.
  const end = Math.floor((now().getTime() - hourMs) / dayMs) * dayMs
  const start = Math.floor((now().getTime() - RETENTION_DAYS * dayMs) / dayMs) * dayMs
  const done = { groups: 0, objects: 0, lines: 0, streams: 0 }
  for (const group of await groupsOf(logs, LOG_GROUPS)) {
    const streams = await streamsOf(logs, group)
    const first = Math.min(...streams.map(({ firstMs }) => firstMs), end)
    for (let from = Math.max(start, Math.floor(first / hourMs) * hourMs); from < end; from += hourMs) {
      if (remainingMs() < reserveMs) return { ...done, complete: false }
      const place = { Bucket: LAKE_BUCKET, Key: keyOf(group, from) }
      if (await isThere(s3, place)) continue
      const lines = await linesOf(logs, group, from)
      if (lines.length === 0) continue
      await s3.send(
        new PutObjectCommand({
          ...place,
          Body: gzipSync(`${lines.join("\n")}\n`),
          ContentType: "application/x-ndjson",
          ContentEncoding: "gzip",
        }),
      )
      done.objects++
      done.lines += lines.length
    }
    // A stream that got nothing since then is in the lake whole.
    for (const { name, lastMs, ingestedMs } of streams)
      if (lastMs < end && ingestedMs < end) {
        await logs.send(new DeleteLogStreamCommand({ logGroupName: group, logStreamName: name }))
        done.streams++
      }
    done.groups++
  }
  return { ...done, complete: true }
}

/** `/luxury-brands-production/collect-accounts` -> `logs/year=2026/month=01/day=05/luxury-brands-production.collect-accounts_10.jsonl.gz`. */
function keyOf(group: string, at: number): string {
  const [year, month, day, hour] = new Date(at).toISOString().split(/[-T:]/)
  const name = group.replace(/^\//, "").replaceAll("/", ".")
  return `logs/year=${year}/month=${month}/day=${day}/${name}_${hour}.jsonl.gz`
}

async function groupsOf(client: CloudWatchLogsClient, starts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const logGroupNamePrefix of starts)
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix }))
      found.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []))
  return found
}

interface Stream {
  readonly name: string
  readonly firstMs: number
  readonly lastMs: number
  readonly ingestedMs: number
}

async function streamsOf(client: CloudWatchLogsClient, logGroupName: string): Promise<readonly Stream[]> {
  const found: Stream[] = []
  // A stream without a line yet is about to get one.
  for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, { logGroupName }))
    for (const { logStreamName, firstEventTimestamp, lastEventTimestamp, lastIngestionTime } of logStreams)
      if (
        logStreamName !== undefined &&
        firstEventTimestamp !== undefined &&
        lastEventTimestamp !== undefined
      )
        found.push({
          name: logStreamName,
          firstMs: firstEventTimestamp,
          lastMs: lastEventTimestamp,
          ingestedMs: lastIngestionTime ?? Number.POSITIVE_INFINITY,
        })
  return found
}

/** The lines of an hour, in the order of their times. */
async function linesOf(
  client: CloudWatchLogsClient,
  logGroupName: string,
  from: number,
): Promise<readonly string[]> {
  const lines: { readonly at: number; readonly id: string; readonly text: string }[] = []
  let nextToken: string | undefined
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, startTime: from, endTime: from + hourMs - 1, nextToken }),
    )
    for (const { timestamp = from, logStreamName, message, eventId = "" } of page.events ?? []) {
      const text = JSON.stringify({
        time: new Date(timestamp).toISOString(),
        group: logGroupName,
        stream: logStreamName,
        message,
      })
      lines.push({ at: timestamp, id: eventId, text })
    }
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  lines.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  return lines.map(({ text }) => text)
}

async function isThere(
  s3: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand(place))
    return true
  } catch (error) {
    if (error instanceof NotFound) return false
    throw error
  }
}

/** Throws where lines are left: an error is an alarm, and the next day goes on where this one ended. */
export async function handler(
  _event: unknown,
  { getRemainingTimeInMillis }: { readonly getRemainingTimeInMillis: () => number },
): Promise<Exported> {
  const exported = await exportLogs({
    env: process.env,
    now: () => new Date(),
    remainingMs: getRemainingTimeInMillis,
  })
  console.log(JSON.stringify(exported))
  if (!exported.complete) throw new Error(`The export ended before its work: ${JSON.stringify(exported)}`)
  return exported
}
