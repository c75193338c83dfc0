/** A file of a store. */
export interface StoredFile {
  /** An absolute path, or an address such as `s3://bucket/key`. */
  readonly path: string
  readonly bytes: number
  readonly modifiedAt: Date
  /** Changes whenever the file does. */
  readonly stamp: string
}

/** A folder of this machine or a bucket of S3, as lakes and batches need them. Paths are whole: absolute, or `s3://`. */
export interface FileStore {
  /** Undefined where there is no such file. */
  stat(path: string): Promise<StoredFile | undefined>
  /** Whether files may be looked for there. Of a bucket that is not known before one looks. */
  hasFolder(root: string): Promise<boolean>
  /** The files under a root that any of the globs, relative to it, finds. */
  find(root: string, globs: readonly string[]): Promise<readonly StoredFile[]>
  /** Removes the files in a folder whose names are meant, and the folders with all that is in them. */
  removeFrom(folder: string, isMeant: (name: string) => boolean): Promise<void>
  /** Copies a file to a new one of this machine. */
  fetch(path: string, local: string): Promise<void>
  /** Lets `make` write a file of this machine, which is then at this path. */
  make<T>(path: string, make: (local: string) => Promise<T>): Promise<T>
  write(text: string, path: string): Promise<void>
  /** Copies a file of this machine there, whole or not at all. Takes the place of what is there. */
  put(local: string, path: string): Promise<void>
  /**
   * Writes a new file, whole or not at all. False where there is one with another text: it stays as it is. Of several at once
   * that write different texts, one gets true.
   */
  create(text: string, path: string): Promise<boolean>
  /** Undefined where there is no such file. */
  read(path: string): Promise<string | undefined>
  /** Takes the place of what is there. */
  move(from: string, to: string): Promise<void>
  /** Also where there is none. */
  remove(path: string): Promise<void>
}

export function isRemote(path: string): boolean {
  return path.startsWith("s3://")
}

/** A path inside a folder, which may be an `s3://` address. */
export function pathIn(folder: string, ...names: readonly string[]): string {
  return [folder.replace(/\/+$/, ""), ...names].join("/")
}
