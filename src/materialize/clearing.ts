import type { WarehouseStatements } from "../warehouse/statements.ts"
import { dropsRejected, rejectedBefore } from "./beside.ts"
import { dropMadeAtOnce } from "./made-guard.ts"
import type { AuditedPlan, DecidedPlan, Otherwise, Plan, Situation, Statement } from "./plan.ts"

/**
 * The plan, which also drops the version that was rejected before: of no use after a good one. Only after the commit:
 * what somebody has built on it must not hold the good version back.
 */
export function clearingRejected(plan: Plan, situation: Situation, statements: WarehouseStatements): Plan {
  const before = rejectedBefore(situation)
  if (before === undefined) return plan
  const cleared = [dropMadeAtOnce(before, statements, dropsRejected)]
  if (plan.kind !== "asking") return clearing(plan, cleared)
  return {
    ...plan,
    decide(columns) {
      const decided = plan.decide(columns)
      return { ...decided, plan: clearing(decided.plan, cleared) }
    },
  }
}

function clearing(plan: DecidedPlan, cleared: readonly Statement[]): DecidedPlan {
  if (plan.kind === "beside") return clearingBeside(plan, cleared)
  const { otherwise, after = [] } = plan
  return { ...plan, otherwise: clearingOtherwise(otherwise, cleared), after: [...after, ...cleared] }
}

function clearingBeside(plan: AuditedPlan, cleared: readonly Statement[]): AuditedPlan {
  const { otherwise, after = () => [] } = plan
  return {
    ...plan,
    otherwise: clearingOtherwise(otherwise, cleared),
    after: (columns) => [...after(columns), ...cleared],
  }
}

function clearingOtherwise(
  otherwise: Otherwise | undefined,
  cleared: readonly Statement[],
): Otherwise | undefined {
  return otherwise && { ...otherwise, plan: clearingBeside(otherwise.plan, cleared) }
}
