import { dialectFacts } from "../../project/warehouses.ts"
import type { Case, Cast, Expression, InList, Query } from "../ast.ts"
import { type DataType, sizedType, textOf, truth, unknownType } from "../data-type.ts"
import { literalNumberType } from "../number-type.ts"
import { inferCall } from "./calls.ts"
import { checkBoolean, checkCast, checkSameKind, checkText } from "./checks.ts"
import { commonType } from "./common-type.ts"
import { extractedType } from "./moments.ts"
import { inferBinary, inferUnary } from "./operators.ts"
import { innerPlace, type Place } from "./place.ts"
import { queryShape } from "./query.ts"
import { noteCorrelation, refuseCorrelatedIn } from "./refused/correlation.ts"
import { refuseCast, refuseType } from "./refused/types.ts"
import { resolve } from "./resolve.ts"
import type { Shape } from "./shape.ts"
import { problem } from "./state.ts"
import { computed, constant, unknownValue, type Value } from "./value.ts"

/** What is known of an expression; what the warehouse would refuse in it is noted. */
export function infer(node: Expression, place: Place): Value {
  switch (node.kind) {
    case "string":
      return constant({ ...textOf(Math.max(1, Buffer.byteLength(node.value))), literal: node.value })
    case "number":
      return constant(literalNumberType(node.text))
    case "literal":
      return node.value === "null"
        ? constant({ kind: "null" }, true)
        : constant(node.value === "default" ? unknownType : truth)
    case "column": {
      for (const step of node.steps) if (step.index !== undefined) infer(step.index, place)
      const resolved = resolve(node, place.scope, place.clause === "order by")
      place.level.columns.set(node, resolved)
      noteCorrelation(node, resolved.scope, place)
      return resolved.value
    }
    case "unary":
      return inferUnary(node, place)
    case "binary":
      return inferBinary(node, place)
    case "cast":
      return inferCast(node, place)
    case "typed": {
      const type = sizedType(node.type, [])
      checkText(type, node.value, node, place)
      return constant(type)
    }
    case "interval":
      return constant({ kind: "interval" })
    case "call":
      return inferCall(node, place)
    case "case":
      return inferCase(node, place)
    case "between": {
      const values = [node.operand, node.low, node.high].map((each) => infer(each, place))
      const [operand = unknownValue, low = unknownValue, high = unknownValue] = values
      checkText(operand.type, low.type.literal, node.low, place)
      checkText(operand.type, high.type.literal, node.high, place)
      return computed(truth, values)
    }
    case "in":
      return inferIn(node, place)
    case "like": {
      const parts =
        node.escape === undefined ? [node.operand, node.pattern] : [node.operand, node.pattern, node.escape]
      return computed(
        truth,
        parts.map((each) => infer(each, place)),
      )
    }
    case "is":
      return computed(truth, [infer(node.operand, place)], 1, false)
    case "exists":
      inferQuery(node.query, place)
      return constant(truth)
    case "subquery":
      return scalar(node.query, place)
    case "quantified": {
      const left = infer(node.left, place)
      return computed(truth, [left, firstColumn(inferQuery(node.query, place))])
    }
    case "paren":
      return infer(node.inner, place)
    case "row":
      return computed(
        unknownType,
        node.items.map((each) => infer(each, place)),
      )
    case "extract": {
      const operand = infer(node.operand, place)
      return computed(extractedType(node, operand, place), [operand])
    }
    case "zone": {
      const [operand, zone] = [infer(node.operand, place), infer(node.zone, place)]
      return computed(zonedType(operand.type), [operand, zone])
    }
    case "star":
      return unknownValue
  }
}

function zonedType(type: DataType): DataType {
  if (type.kind === "timestamptz") return { kind: "timestamp" }
  return type.kind === "timestamp" || type.kind === "date" ? { kind: "timestamptz" } : unknownType
}

function inferCast(node: Cast, place: Place): Value {
  const operand = infer(node.operand, place)
  const type = castType(node, place)
  checkCast(operand, type, node, place)
  refuseType(node.type, place.scope.state)
  refuseCast(operand.type, type, node, place)
  return { ...computed(type, [operand]), nullable: node.style === "try_cast" ? undefined : operand.nullable }
}

/** A type in a cast has its size, also where none is written. */
function castType(node: Cast, place: Place): DataType {
  const { name, arguments: sizes } = node.type
  const type = sizedType(name, sizes)
  if (!dialectFacts(place.scope.state.dialect).analysed)
    return { ...type, spelled: sizes.length === 0 ? name : `${name}(${sizes.join(",")})` }
  if (sizes.length > 0) return type
  if (type.kind === "decimal") return sizedType(name, [18, 0])
  if (type.kind === "varchar") return sizedType(name, [type.fixed ? 1 : 256])
  return type
}

function inferCase(node: Case, place: Place): Value {
  const results: Value[] = []
  const conditions: Value[] = []
  const operand = node.operand === undefined ? undefined : infer(node.operand, place)
  if (operand !== undefined) conditions.push(operand)
  for (const branch of node.branches) {
    const when = infer(branch.when, place)
    if (operand === undefined) checkBoolean(when, branch.when, "when", place)
    else checkText(operand.type, when.type.literal, branch.when, place)
    conditions.push(when)
    results.push(infer(branch.result, place))
  }
  const nodes = node.branches.map((branch) => branch.result)
  if (node.otherwise !== undefined) {
    results.push(infer(node.otherwise, place))
    nodes.push(node.otherwise)
  }
  checkSameKind("the branches of case", results, nodes, place)
  const never = node.otherwise !== undefined && results.every((each) => each.nullable === false)
  return computed(
    commonType(results.map((each) => each.type)),
    [...results, ...conditions],
    1,
    never ? false : undefined,
  )
}

function inferIn(node: InList, place: Place): Value {
  const operand = infer(node.operand, place)
  if (node.query !== undefined) {
    const shape = inferQuery(node.query, place)
    refuseCorrelatedIn(node.query, place.scope.state)
    if (node.operand.kind !== "row") checkOneColumn(shape, node.query, place)
    return computed(truth, [operand, ...(shape.open ? [unknownValue] : shape.columns)])
  }
  const list = (node.list ?? []).map((each) => {
    const value = infer(each, place)
    checkText(operand.type, value.type.literal, each, place)
    return value
  })
  return computed(truth, [operand, ...list])
}

function inferQuery(query: Query, place: Place): Shape {
  const { scope } = place
  const shape = queryShape(query, innerPlace(scope))
  if (shape.deciders !== undefined) scope.deciders.inner.push(shape.deciders)
  return shape
}

function scalar(query: Query, place: Place): Value {
  const shape = inferQuery(query, place)
  checkOneColumn(shape, query, place)
  const column = firstColumn(shape)
  return { ...column, nullable: undefined }
}

function checkOneColumn(shape: Shape, query: Query, place: Place): void {
  if (shape.open || shape.columns.length === 1) return
  problem(
    place.scope.state,
    "LUX-1321",
    query,
    `a subquery of one column is due here, this one has ${shape.columns.length}`,
  )
}

function firstColumn(shape: Shape): Value {
  return (shape.open ? undefined : shape.columns[0]) ?? unknownValue
}
