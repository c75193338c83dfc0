import type { IndirectSelection, SelectionOptions } from "../api/types.ts"
import type { ArgsOf } from "./command.ts"
import type { selectionFlags } from "./flags.ts"

const indirectSelections: readonly IndirectSelection[] = ["eager", "cautious", "buildable", "empty"]

/** What the flags of a command say about its selection. */
export function selectionOptions(args: Partial<ArgsOf<typeof selectionFlags>>): SelectionOptions {
  return {
    select: args.select,
    exclude: args.exclude,
    selector: args.selector,
    indirectSelection: indirectSelections.find((each) => each === args["indirect-selection"]),
    resourceTypes: args["resource-type"],
    excludeResourceTypes: args["exclude-resource-type"],
    state: args.state,
  }
}

/** True where a flag chooses what a command is about. */
export function selectsSomething(args: ArgsOf<typeof selectionFlags>): boolean {
  return args.select !== undefined || args.exclude !== undefined || args.selector !== undefined
}
