import type { Compiler } from "../../compile/compiler.ts"
import { type ContractTerms, contractTerms } from "../../materialize/contract.ts"
import type { Model, Project } from "../../project/types.ts"
import { engineType } from "../../sql/engine-type.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"

/** A model's contract on the project's target; undefined where it is not enforced. */
export function contractTermsOf(
  model: Model,
  {
    project,
    compiler,
    statements,
  }: {
    readonly project: Project
    readonly compiler: Compiler
    readonly statements: WarehouseStatements
  },
): ContractTerms | undefined {
  return contractTerms(model, {
    statements,
    typeOf: (type) => engineType(type, project.dialect, project.target.type),
    referred: ({ to }) => (to === undefined ? undefined : compiler.relation(to)),
  })
}
