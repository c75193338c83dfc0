/** Records as the first collectors wrote them: what Instagram leaves out of an answer is an empty text or 0. */

export type MediaType = "IMAGE" | "VIDEO" | "CAROUSEL_ALBUM"
export type MediaProductType = "FEED" | "REELS" | "AD" | "STORY"

/** A brand's account. */
export type Account = {
  readonly user_id: string
  readonly user_name: string
  readonly name: string
  readonly profile_picture_url: string
  readonly followers_count: number
  readonly media_count: number
}

/** A brand's own post. */
export type Media = {
  readonly user_id: string
  readonly media_id: string
  /** `2023-09-01T07:38:34+0000`, always UTC. */
  readonly timestamp: string
  readonly caption: string
  readonly media_type: MediaType
  readonly media_product_type: MediaProductType
  readonly media_url: string
  readonly permalink: string
  readonly like_count: number
  readonly comments_count: number
}

/** Anybody's post with a brand's tag; `user_id` is the brand whose tag was searched. */
export type TaggedMedia = {
  readonly user_id: string
  readonly media_id: string
  /** `2023-09-01T07:38:34+0000`, always UTC. */
  readonly timestamp: string
  readonly caption: string
  readonly media_type: MediaType
  readonly like_count: number
  readonly comments_count: number
}

/** A brand's own post as Instagram answers it: what it leaves out is undefined. */
export type PublicMedia = Omit<Media, LeftOut> & { readonly [field in LeftOut]: Media[field] | undefined }

/** Anybody's post as a search answers it: what it leaves out is undefined. */
export type PublicTaggedMedia = Omit<TaggedMedia, "like_count" | "caption"> & {
  readonly [field in "like_count" | "caption"]: TaggedMedia[field] | undefined
}

type LeftOut = "caption" | "media_url" | "like_count"
