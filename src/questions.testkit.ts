/**
 * Finds code that asks for a member of a union by its name: `===`, `includes`, and each `switch`, list and object that knows
 * some members and not all. Where a member is added, the compiler says nothing there; a table of facts or a record over all
 * members has it fail.
 */
import { readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import {
  type ArrayLiteralExpression,
  type Expression,
  type Node,
  type ObjectLiteralExpression,
  type SwitchStatement,
  SyntaxKind,
} from "typescript/unstable/ast"
import {
  isArrayLiteralExpression,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isCaseClause,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isSwitchStatement,
  isTypeAliasDeclaration,
  isVariableDeclaration,
} from "typescript/unstable/ast/is"
import { API, type Project, SymbolFlags, type Type } from "typescript/unstable/sync"

/** Where a union is declared. */
export interface UnionName {
  readonly file: string
  readonly name: string
}

export interface Question {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** The questions of a folder with a tsconfig.json, of each union. Tests and what only they use are left out. */
export function questionsIn(folder: string, unions: readonly UnionName[]): readonly (readonly Question[])[] {
  const api = new API({ cwd: folder })
  try {
    const config = join(folder, "tsconfig.json")
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    if (project === undefined) throw new Error(`${config} is not a project`)
    const paths = project.program
      .getSourceFileNames()
      .filter((path) => path.startsWith(`${join(folder, "src")}${sep}`) && !/\.test(kit)?\.ts$/.test(path))
    return unions.map((union) => {
      const finder = new Finder(project, membersOf(project, folder, union))
      return paths
        .filter((path) => finder.mayAsk(readFileSync(path, "utf8")))
        .flatMap((path) => finder.questionsOf(path, relative(folder, path).split(sep).join("/")))
    })
  } finally {
    api.close()
  }
}

function membersOf(project: Project, folder: string, { file, name }: UnionName): ReadonlySet<string> {
  const source = project.program.getSourceFile(join(folder, file))
  let members: ReadonlySet<string> | undefined
  source?.forEachChild((node) => {
    if (isTypeAliasDeclaration(node) && node.name.text === name)
      members = namesIn(project.checker.getTypeFromTypeNode(node.type))
  })
  if (members === undefined || members.size < 2) throw new Error(`${file} has no union ${name}`)
  return members
}

/** The values of a union of string literals, whether or not it may be undefined; undefined: it is something else. */
function namesIn(type: Type | undefined): ReadonlySet<string> | undefined {
  if (type === undefined) return undefined
  const names = new Set<string>()
  for (const part of type.isUnionType() ? type.getTypes() : [type]) {
    if (part.isStringLiteralType()) names.add(part.value)
    else if (!part.isIntrinsicType() || !["undefined", "null"].includes(intrinsicName(part))) return undefined
  }
  return names
}

function intrinsicName(type: Type): string {
  return "intrinsicName" in type && typeof type.intrinsicName === "string" ? type.intrinsicName : ""
}

class Finder {
  readonly #project: Project
  readonly #members: ReadonlySet<string>

  constructor(project: Project, members: ReadonlySet<string>) {
    this.#project = project
    this.#members = members
  }

  mayAsk(text: string): boolean {
    return [...this.#members].some((member) => text.includes(member))
  }

  questionsOf(path: string, file: string): readonly Question[] {
    const source = this.#project.program.getSourceFile(path)
    if (source === undefined) return []
    const found: Question[] = []
    const visit = (node: Node): void => {
      if (this.#asks(node)) {
        const start = node.getStart(source)
        const text = source.text.slice(start, node.getEnd()).split("\n")[0] ?? ""
        found.push({ file, line: source.text.slice(0, start).split("\n").length, text })
      }
      node.forEachChild(visit)
    }
    source.forEachChild(visit)
    return found
  }

  #asks(node: Node): boolean {
    if (isBinaryExpression(node)) {
      const operator = node.operatorToken.kind
      if (
        operator !== SyntaxKind.EqualsEqualsEqualsToken &&
        operator !== SyntaxKind.ExclamationEqualsEqualsToken
      )
        return false
      if (this.#isMember(node.right)) return this.#isOfUnion(node.left)
      return this.#isMember(node.left) && this.#isOfUnion(node.right)
    }
    if (isSwitchStatement(node))
      return (
        node.caseBlock.clauses.some((clause) => isCaseClause(clause) && this.#isMember(clause.expression)) &&
        this.#isOfUnion(node.expression) &&
        !this.#returnsForEach(node)
      )
    if (isCallExpression(node)) {
      const [asked] = node.arguments
      return (
        asked !== undefined &&
        isPropertyAccessExpression(node.expression) &&
        ["includes", "has", "indexOf"].includes(node.expression.name.text) &&
        this.#listsMembers(node.expression.expression) &&
        this.#isOfUnion(asked)
      )
    }
    if (isArrayLiteralExpression(node)) return this.#isListOfUnion(node)
    return isObjectLiteralExpression(node) && this.#knowsSomeKeys(node)
  }

  /** A `switch` that returns for each member there can be: where one is added, the compiler misses what it returns. */
  #returnsForEach({ expression, caseBlock: { clauses } }: SwitchStatement): boolean {
    const cases = new Set<string>()
    for (const clause of clauses) {
      const [only] = clause.statements
      const statements = only !== undefined && isBlock(only) ? only.statements : clause.statements
      const last = statements.at(-1)
      const goesOn = last !== undefined && !endings.has(last.kind)
      if (!isCaseClause(clause) || !isStringLiteral(clause.expression) || goesOn) return false
      cases.add(clause.expression.text)
    }
    const possible = namesIn(this.#project.checker.getTypeAtLocation(expression))
    return possible !== undefined && [...possible].every((name) => cases.has(name))
  }

  #isMember(node: Node): boolean {
    return isStringLiteral(node) && this.#members.has(node.text)
  }

  /** What it was declared with counts, not what is left of it at this place. */
  #isOfUnion(node: Expression): boolean {
    const { checker } = this.#project
    const symbol = checker.getSymbolAtLocation(isPropertyAccessExpression(node) ? node.name : node)
    const declared = symbol === undefined ? undefined : namesIn(checker.getTypeOfSymbol(symbol))
    return this.#isPart(declared ?? namesIn(checker.getTypeAtLocation(node)))
  }

  #isPart(names: ReadonlySet<string> | undefined): boolean {
    return names !== undefined && names.size > 1 && [...names].every((name) => this.#members.has(name))
  }

  /** A list of members, as it stands there or behind the name of a constant. */
  #listsMembers(list: Expression): boolean {
    if (isIdentifier(list)) {
      const symbol = this.#project.checker.getSymbolAtLocation(list)
      const declaration = symbol?.valueDeclaration?.resolve(this.#project)
      return (
        declaration !== undefined &&
        isVariableDeclaration(declaration) &&
        declaration.initializer !== undefined &&
        hasWithin(declaration.initializer, (node) => this.#isMember(node))
      )
    }
    return isArrayLiteralExpression(list) && list.elements.some((element) => this.#isMember(element))
  }

  #isListOfUnion(list: ArrayLiteralExpression): boolean {
    const [first] = list.elements.filter((element) => this.#isMember(element))
    return first !== undefined && this.#isPart(namesIn(this.#project.checker.getContextualType(first)))
  }

  /** Two keys or more are members, and its type does not want all of them. */
  #knowsSomeKeys(object: ObjectLiteralExpression): boolean {
    const keys = object.properties.flatMap((property) =>
      (isPropertyAssignment(property) || isShorthandPropertyAssignment(property)) &&
      (isIdentifier(property.name) || isStringLiteral(property.name))
        ? [property.name.text]
        : [],
    )
    if (keys.length < 2 || !keys.every((key) => this.#members.has(key))) return false
    const { checker } = this.#project
    const wanted = checker.getContextualType(object)
    if (wanted === undefined) return true
    const required = checker
      .getPropertiesOfType(wanted)
      .filter((property) => (property.flags & SymbolFlags.Optional) === 0)
      .map((property) => property.name)
    return ![...this.#members].every((member) => required.includes(member))
  }
}

const endings: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ReturnStatement, SyntaxKind.ThrowStatement])

function hasWithin(node: Node, holds: (node: Node) => boolean): boolean {
  if (holds(node)) return true
  let found = false
  node.forEachChild((child) => {
    found ||= hasWithin(child, holds)
  })
  return found
}
