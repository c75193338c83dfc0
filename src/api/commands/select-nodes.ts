import { methodsUsed, parseSelection, type Selected, type SelectOptions, select } from "../../graph/select.ts"
import type { NamedSelections } from "../../graph/selection.ts"
import type { StateKnowledge } from "../../graph/state/state-knowledge.ts"
import type { Graph } from "../../graph/types.ts"
import type { Resource } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { OpenProject } from "../open-project.ts"
import type { OpenState } from "../read/open-state.ts"
import type { DeferOptions, SelectionOptions } from "../types.ts"
import { openedStates } from "./command-compiler.ts"

/** The project that is selected from. */
export interface SelectFrom {
  /** Absolute path of the project's folder. */
  readonly root: string
  readonly name: string
  readonly graph: Graph
  /** The rest of the project, for what few selections need. */
  readonly whole: () => Promise<ReadProject>
  /** The selections of `selectors.yml`. */
  readonly selectors: () => Promise<NamedSelections>
  /** Undefined where no state was given. */
  readonly state: OpenState | undefined
}

/** The project with the state that the options name. */
export function selectFrom(
  open: OpenProject,
  { project, graph }: ReadProject,
  options: StateOptions = {},
): Promise<SelectFrom> {
  return selectFromOutline(open, { name: project.name, graph }, options)
}

/** The same for what needs no more of the project than its graph. */
export async function selectFromOutline(
  open: OpenProject,
  { name, graph }: Pick<SelectFrom, "name" | "graph">,
  options: StateOptions,
): Promise<SelectFrom> {
  const root = open.root()
  const { state } = options
  return {
    root,
    name,
    graph,
    whole: () => open.reader.whole(),
    selectors: () => open.selectors(),
    state:
      state === undefined && !readsState(options)
        ? undefined
        : await (await openedStates()).stateOf(state, root, async () => (await open.reader.whole()).project),
  }
}

/** Of what a command is asked for, what decides whether it reads a state, and which. */
type StateOptions = Pick<SelectionOptions, "state" | "select" | "exclude" | "selector"> &
  Pick<DeferOptions, "defer">

/** Whether a command may ask for a state that it does not name. A selection of `selectors.yml` may. */
function readsState({ defer, select = [], exclude = [], selector }: StateOptions): boolean {
  if (defer === true || selector !== undefined) return true
  return [...select, ...exclude].some((text) => /\b(state|result):/.test(text))
}

/** What the options of a command mean, with `selectors.yml`. Throws what `parseSelection` and `select` throw. */
export async function selectNodes(from: SelectFrom, options: SelectionOptions): Promise<Selected> {
  const selectors = await from.selectors()
  const selection = parseSelection(options, selectors)
  const used = methodsUsed(selection, selectors)
  const state = from.state === undefined ? undefined : await knowledgeOf(from.state, used, from)
  return select(from.graph, selection, { project: from.name, selectors, state })
}

/** The same as resources. Its warnings are the command's. */
export async function selectResources(
  open: OpenProject,
  from: SelectFrom,
  options: SelectionOptions,
): Promise<readonly Resource[]> {
  const selected = await selectNodes(from, options)
  open.keep(selected.warnings)
  return selected.ids.flatMap((id) => from.graph.nodes.get(id)?.resource ?? [])
}

/** The unique ids that other options would select: for the commands that hints name. */
export function selecting(from: SelectFrom): (options: SelectOptions) => Promise<readonly string[]> {
  return async (options) => (await selectNodes(from, options)).ids
}

/** Reads of a state what the methods of a selection ask for. */
async function knowledgeOf(
  state: OpenState,
  used: ReadonlySet<string>,
  { whole }: Pick<SelectFrom, "whole">,
): Promise<StateKnowledge> {
  const comparison = used.has("state") ? await state.compare(await whole()) : undefined
  const results = used.has("result") ? await state.results() : undefined
  return {
    byState: (value, place) => comparison?.selectedBy(value, place) ?? new Set(),
    byResult: (status) => results?.(status) ?? new Set(),
  }
}
