/** What a server has to tell. What Instagram leaves out of an answer is undefined. */

export interface Profile {
  readonly id: string
  readonly username: string
  readonly name?: string | undefined
  readonly biography?: string | undefined
  readonly website?: string | undefined
  readonly profile_picture_url?: string | undefined
  readonly followers_count: number
  readonly follows_count?: number | undefined
  readonly media_count: number
}

export interface Post {
  readonly id: string
  /** `2023-09-01T07:38:34+0000`, always UTC. */
  readonly timestamp?: string | undefined
  readonly caption?: string | undefined
  readonly media_type: string
  readonly media_product_type?: string | undefined
  readonly media_url?: string | undefined
  readonly permalink?: string | undefined
  readonly like_count?: number | undefined
  readonly comments_count: number
}

/** Every answer follows from what is asked and the instant alone. */
export interface Content {
  /** undefined: no professional account has the name. */
  profile(username: string, at: Date): Profile | undefined
  /** How many posts of the account there are to tell. */
  postCount(username: string, at: Date): number
  /** The account's latest posts, newest first, at most `limit`, without the newest `skip`. */
  posts(username: string, at: Date, limit: number, skip: number): readonly Post[]
  /** The hashtags that somebody has used, in lower case. */
  readonly hashtags: readonly string[]
  /** What a search for one of them answers. */
  tagged(tag: string, at: Date): readonly Post[]
}
