import { anomalyChecks } from "../anomaly/checks.ts"
import { aggregateChecks } from "./aggregates.ts"
import type { CheckKind } from "./check-kind.ts"
import { distributionChecks } from "./distributions.ts"
import { otherRelationChecks } from "./others.ts"
import { relationChecks } from "./relations.ts"
import { rowChecks } from "./rows.ts"
import { seriesChecks } from "./series.ts"
import { stringChecks } from "./strings.ts"
import { uniquenessChecks } from "./uniqueness.ts"

/** The checks that every project has, by name. */
export const checkKinds: ReadonlyMap<string, CheckKind> = new Map(
  [
    ...rowChecks,
    ...stringChecks,
    ...uniquenessChecks,
    ...aggregateChecks,
    ...distributionChecks,
    ...relationChecks,
    ...otherRelationChecks,
    ...seriesChecks,
    ...anomalyChecks,
  ].map((kind) => [kind.name, kind]),
)
