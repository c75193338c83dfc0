/**
 * Every error that lux knows. A thrown `LuxError` is meant for the person who wrote the project: it has a
 * code from the catalogue, the place in the authored file, the line shown, and what to do.
 */

/** A place in an authored file. `file` is relative to the project with forward slashes; line and column start at 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Characters that the error marks, from `column` on; 1 when absent. */
  readonly length?: number
  /** The text of the line, shown under the message. */
  readonly lineText?: string
}

/** Another place that belongs to the story: the macro that was called, the other of two duplicates. */
export interface RelatedPlace {
  readonly message: string
  readonly place: Place
}

export interface LuxErrorDetails {
  readonly place?: Place | undefined
  /** What to do, as one or two sentences. */
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[] | undefined
  readonly cause?: unknown
}

/**
 * One meaning a code: the room it comes from is its hundreds.
 * 10xx project, 11xx template, 12xx graph, 13xx sql, 14xx compile, 20xx warehouse, 21xx materialize,
 * 22xx lake, 23xx run, 24xx quality, 25xx dev, 90xx usage.
 */
export const errorCatalogue = {
  "LUX-1001": "no lux_project.yml was found",
  "LUX-1002": "a file that is no YAML",
  "LUX-1003": "a template in YAML without quotes",
  "LUX-1004": "a key that is not known",
  "LUX-1005": "a value that cannot be",
  "LUX-1006": "a folder in which no project can be made",
  "LUX-1010": "a target that does not exist",
  "LUX-1011": "a target of an unknown type",
  "LUX-1012": "configuration for a folder that does not exist",
  "LUX-1013": "what belongs to a build, used in configuration",
  "LUX-1014": "a var that is not set",
  "LUX-1015": "an environment variable that is not set",
  "LUX-1016": "var or env without a name",
  "LUX-1017": "--vars that is no map",
  "LUX-1018": "a database file that is called as a schema in it",
  "LUX-1020": "two docs blocks of one name",
  "LUX-1021": "a docs block that does not exist",
  "LUX-1022": "a docs block without its end",
  "LUX-1030": "an incremental model without the key that it needs",
  "LUX-1031": "a source that does not say where its files are",
  "LUX-1032": "something an exposure depends on that is no relation",
  "LUX-1040": "tests beside data_tests",
  "LUX-1041": "a generic test that does not exist",
  "LUX-1042": "a data test that is not written as one",
  "LUX-1043": "an argument that a test does not have",
  "LUX-1044": "an argument that a test needs",
  "LUX-1050": "something that is described twice",
  "LUX-1051": "a description of what does not exist",
  "LUX-1052": "two of one name",
  "LUX-1060": "a contract that cannot be kept",
  "LUX-1061": "a constraint that does not say what it constrains",
  "LUX-1062": "versions of a model that do not go together",
  "LUX-1063": "a group that does not exist",
  "LUX-1064": "an access that a model cannot have",
  "LUX-1070": "a snapshot that does not say what it keeps, or how",
  "LUX-1071": "a database of a snapshot, which is not used (a warning)",
  "LUX-1072": "a source whose age cannot be judged as it is written",
  "LUX-1080": "packages that are not installed",
  "LUX-1081": "a lock file that is not for the packages that are asked for",
  "LUX-1082": "a package whose files are not those that were locked",
  "LUX-1083": "a package that is not asked for as one",
  "LUX-1084": "a folder that is no package",
  "LUX-1085": "packages that do not go together",
  "LUX-1086": "a package in another dialect",
  "LUX-1101": "a template that cannot be parsed",
  "LUX-1102": "an unknown name in a template",
  "LUX-1103": "a property that a value does not have",
  "LUX-1104": "a helper or macro named where its call is meant",
  "LUX-1105": "a value that cannot be printed",
  "LUX-1106": "a helper called with wrong arguments",
  "LUX-1107": "a macro called with wrong arguments",
  "LUX-1108": "an error that the template itself raises",
  "LUX-1109": "macros that call each other without end",
  "LUX-1110": "a name in a template that is already taken",
  "LUX-1111": "a macro file that defines something else than macros and tests",
  "LUX-1112": "a JavaScript macro file that cannot be loaded",
  "LUX-1113": "a JavaScript macro that failed",
  "LUX-1114": "self where there is no relation",
  "LUX-1115": "a part of Handlebars that lux has no use for",
  "LUX-1116": "a property that is hidden by a helper of the same name",
  "LUX-1201": "a ref names a model or seed that does not exist",
  "LUX-1202": "a source that is not declared",
  "LUX-1203": "what is read is disabled",
  "LUX-1204": "a private model that is read from outside its group",
  "LUX-1205": "ref or source with the wrong number of arguments",
  "LUX-1206": "models read each other in a circle",
  "LUX-1207": "two nodes would be the same relation",
  "LUX-1208": "a version of a model that does not exist",
  "LUX-1209": "a model that is read from outside of a package that restricts access",
  "LUX-1210": "a selection that is not in the grammar",
  "LUX-1211": "an unknown way to select",
  "LUX-1212": "a selection that matches nothing",
  "LUX-1213": "a value that a way to select does not take",
  "LUX-1214": "a comparison with an earlier state, and none is given",
  "LUX-1215": "selectors.yml defines a selection that cannot be read",
  "LUX-1216": "a selector that does not exist",
  "LUX-1217": "a selector beside another selection",
  "LUX-1218": "selectors that name each other in a circle",
  "LUX-1220": "a model past its deprecation date (a warning)",
  "LUX-1221": "a model that is or will be deprecated, and is read (a warning)",
  "LUX-1222": "a newer version of a model that is read without one (a warning)",
  "LUX-1240": "a state folder without lux.json",
  "LUX-1241": "a lux.json of a newer lux",
  "LUX-1242": "a lux.json that cannot be read",
  "LUX-1301": "SQL that is not verified to mean the same on this engine",
  "LUX-1302": "SQL that cannot be parsed",
  "LUX-1310": "a column that is not there",
  "LUX-1311": "a column that could be one of several",
  "LUX-1312": "an alias that no relation has",
  "LUX-1313": "types that do not go together",
  "LUX-1314": "a text that is no value of the type due",
  "LUX-1315": "a column that is neither grouped nor aggregated",
  "LUX-1316": "an aggregate or window function where none may be",
  "LUX-1317": "a function that the dialect does not have",
  "LUX-1318": "a function with the wrong number of arguments",
  "LUX-1319": "two columns of one name in a table or view",
  "LUX-1320": "two CTEs or aliases of one name",
  "LUX-1321": "different numbers of columns where one is due",
  "LUX-1322": "a position that the select list does not have",
  "LUX-1401": "a helper was given an argument that it does not take",
  "LUX-1404": "a view that reads files",
  "LUX-1405": "a test that is declared on nothing that can be tested",
  "LUX-1406": "columns that are not known before a relation is built",
  "LUX-1407": "a snapshot of what has no rows of its own",
  "LUX-1410": "a test on a column that does not exist",
  "LUX-2001": "another process holds the database file",
  "LUX-2002": "a file that cannot be opened as a database",
  "LUX-2003": "a database file that may not be read or made",
  "LUX-2004": "a disk that is full",
  "LUX-2005": "a file that the system does not let lux read or write",
  "LUX-2006": "a package that cannot be fetched",
  "LUX-2010": "the engine refused a statement",
  "LUX-2101": "the columns of an incremental model changed",
  "LUX-2102": "a column to merge by that the model does not have",
  "LUX-2110": "a seed without usable column names",
  "LUX-2111": "a row of a seed that cannot be read",
  "LUX-2112": "a value of a seed that does not fit its column's type",
  "LUX-2113": "a type for a column that the seed does not have",
  "LUX-2120": "a query that does not keep its model's contract",
  "LUX-2121": "a constraint that the warehouse does not hold (a warning)",
  "LUX-2122": "a described column that the relation does not have (a warning)",
  "LUX-2130": "what is there under a snapshot's name is no snapshot",
  "LUX-2131": "columns that a snapshot cannot be taken with",
  "LUX-2132": "a column of a snapshot changed its type",
  "LUX-2133": "several rows of one key in a snapshot",
  "LUX-2134": "rows of a snapshot that do not say when they changed",
  "LUX-2201": "a pattern that does not tell when a file was collected",
  "LUX-2202": "a lake that is not there",
  "LUX-2203": "files whose names do not tell when they were collected",
  "LUX-2204": "raw files that changed after they were staged",
  "LUX-2205": "batches that cannot be had",
  "LUX-2206": "a stage model that reads no files",
  "LUX-2207": "a file of the lake that cannot be read",
  "LUX-2208": "a table that holds an earlier version of a batch",
  "LUX-2301": "a node to show that does not exist",
  "LUX-2302": "a warehouse that is not built yet",
  "LUX-2303": "a source that does not tell when it was loaded",
  "LUX-2310": "clean would remove what cannot be made again",
  "LUX-2320": "the lineage of a column of something that does not exist",
  "LUX-2321": "the lineage of a column that does not exist",
  "LUX-2330": "a file in the target folder that could not be written",
  "LUX-2331": "no run to retry is known",
  "LUX-2332": "run results that cannot be understood",
  "LUX-2340": "a macro to run that does not exist",
  "LUX-2341": "--args that is no map",
  "LUX-2342": "an operation without SQL",
  "LUX-2350": "the database of a state that cannot be read",
  "LUX-2401": "a bound of a check that is not a comparison with a number",
  "LUX-2402": "the quality history could not be written",
  "LUX-2403": "a check of severity warn that found something",
  "LUX-2410": "a check that is declared where it cannot be asked",
  "LUX-2411": "an argument that a check does not take",
  "LUX-2412": "a setting that a check cannot have",
  "LUX-2430": "no quality history yet",
  "LUX-2431": "a time that cannot be understood",
  "LUX-2432": "a check that the history does not have, or has several of",
  "LUX-2433": "something that nothing was measured of",
  "LUX-2434": "a history that lux cannot move to files",
  "LUX-2435": "a file of the history that is not there",
  "LUX-2436": "a folder for the history's old rows that cannot be made",
  "LUX-2450": "a name of nothing that can be profiled",
  "LUX-2451": "a profile of what is not built",
  "LUX-2452": "a pattern of files that no file matches",
  "LUX-2453": "a column that what is profiled does not have",
  "LUX-2454": "files that cannot be read",
  "LUX-2455": "checks that cannot be written into a file",
  "LUX-2460": "a unit test that does not say what it is about",
  "LUX-2461": "a unit test of a model that does not exist",
  "LUX-2462": "something given to a unit test that is no input",
  "LUX-2463": "rows of a unit test that cannot be read",
  "LUX-2464": "a fixture that is not there",
  "LUX-2465": "an input that a unit test does not give",
  "LUX-2466": "an override of a unit test that overrides nothing",
  "LUX-2467": "a column of a fixture that the relation does not have",
  "LUX-2468": "a value of a fixture that does not fit its column's type",
  "LUX-2469": "a check that a unit test expects to fail, and that does not exist",
  "LUX-2470": "a model of which no unit test can be written from present data",
  "LUX-2480": "something between models that are published together",
  "LUX-2481": "a kind of node that cannot be published together with others",
  "LUX-2601": "a statement larger than the Redshift Data API takes",
  "LUX-2602": "AWS refuses the credentials",
  "LUX-2603": "the Redshift Data API does not answer",
  "LUX-2604": "the Redshift Data API refuses a call",
  "LUX-2605": "a transaction that another was in the way of",
  "LUX-2610": "an integer that the Redshift Data API does not tell exactly",
  "LUX-2620": "a Postgres to run against is missing",
  "LUX-2621": "an object store to run against is missing",
  "LUX-2622": "a folder or a port that lux dev redshift cannot use",
  "LUX-2630": "a target whose keys do not belong together, or of which one is missing",
  "LUX-2631": "a warehouse that cannot be reached",
  "LUX-2632": "something that only an embedded database can do",
  "LUX-9001": "wrong usage of the command line",
  "LUX-9002": "an unknown command",
  "LUX-9003": "an unknown flag",
  "LUX-9004": "a flag's value that is missing or of the wrong kind",
} as const

export type ErrorCode = keyof typeof errorCatalogue

/** One known error. Only the command line turns it into text and an exit code. */
export class LuxError extends Error {
  override readonly name = "LuxError"
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly hint: string | undefined
  readonly related: readonly RelatedPlace[]

  constructor(code: ErrorCode, message: string, details: LuxErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.place = details.place
    this.hint = details.hint
    this.related = details.related ?? []
  }
}

/** Several independent errors of one project, in a stable order: by file, line, column, code. */
export class LuxErrors extends Error {
  override readonly name = "LuxErrors"
  readonly errors: readonly LuxError[]

  constructor(errors: readonly LuxError[]) {
    super(`${errors.length} errors`)
    this.errors = [...errors].sort(byPlace)
  }
}

/** Gathers independent errors so that all of them are reported together. */
export class Problems {
  readonly #found: LuxError[] = []

  get found(): readonly LuxError[] {
    return this.#found
  }

  add(error: LuxError): void {
    this.#found.push(error)
  }

  /** Runs `work`; a known error it throws is kept and `undefined` returned, any other error passes through. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.take(error)
      return undefined
    }
  }

  /** Keeps a caught error if lux knows it, throws it on otherwise. */
  take(error: unknown): void {
    if (error instanceof LuxErrors) this.#found.push(...error.errors)
    else if (error instanceof LuxError) this.#found.push(error)
    else throw error
  }

  throwIfAny(): void {
    const [only] = this.#found
    if (only === undefined) return
    throw this.#found.length === 1 ? only : new LuxErrors(this.#found)
  }
}

function byPlace(a: LuxError, b: LuxError): number {
  const left = a.place
  const right = b.place
  if (left === undefined || right === undefined)
    return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1)
  return (
    compareText(left.file, right.file) ||
    left.line - right.line ||
    left.column - right.column ||
    compareText(a.code, b.code)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
