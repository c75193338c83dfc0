/** How a target runs its stage models on Spark, as its key `spark` says. */
export type SparkSettings = LocalSpark | EmrSpark | EmrServerlessSpark

export const sparkRuns = ["local", "emr", "emr-serverless"] as const

interface AnySpark {
  /** Settings of Spark that its users add. */
  readonly conf: Readonly<Record<string, string>>
}

/** On this machine. */
export interface LocalSpark extends AnySpark {
  readonly runOn: "local"
  /** Absolute path of a Python that has pyspark, or of its virtual environment; undefined: from the environment. */
  readonly python: string | undefined
  /** Of the driver, in Java's words: `1g`. */
  readonly memory: string
  /** Undefined: all of the machine. */
  readonly cores: number | undefined
  /** Absolute path of the jar of spark-avro, for batches of Avro. */
  readonly avroJar: string | undefined
}

/** What the two services of AWS have in common. */
export interface RemoteSpark extends AnySpark {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  /** Where runner and scripts are uploaded to. */
  readonly place: string
  /** Where the service writes logs. */
  readonly logs: string
  /** Minutes after which a job is ended. */
  readonly runLimit: number
  readonly tags: Readonly<Record<string, string>>
  /** Where the jar of spark-avro is there. */
  readonly avroJar: string
}

export interface EmrServerlessSpark extends RemoteSpark {
  readonly runOn: "emr-serverless"
  /** Empty: its variable is not set on this machine. */
  readonly application: string
  /** The role that a job runs as. Empty as the application. */
  readonly role: string
}

export interface EmrSpark extends RemoteSpark {
  readonly runOn: "emr"
  /** A running cluster that takes steps, or how one is made for each run. */
  readonly cluster: { readonly id: string } | TransientCluster
}

export interface TransientCluster {
  readonly release: string
  /** The first is that of the primary node; nodes of any of them do the work. */
  readonly instanceTypes: readonly string[]
  /** Nodes that do the work. */
  readonly instances: number
  /** True: Spot, and on-demand where none is given in time. */
  readonly spot: boolean
  /** True: fleets, which may be of several types. False: groups of one. */
  readonly fleets: boolean
  readonly serviceRole: string
  readonly instanceProfile: string
  readonly subnets: readonly string[]
  /** Minutes without work after which it ends by itself, also where lux was killed. */
  readonly idleLimit: number
}
