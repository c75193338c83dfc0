/** What captions are made of, in the scripts in which people write about luxury. All of it is invented. */

export interface Script {
  readonly words: readonly [string, ...string[]]
  /** Between two words. */
  readonly space: string
  readonly hashtags: readonly [string, ...string[]]
}

export const latin: Script = {
  words: [
    "the",
    "new",
    "silk",
    "of",
    "a",
    "light",
    "bag",
    "in",
    "leather",
    "with",
    "morning",
    "collection",
    "and",
    "evening",
    "runway",
    "atelier",
    "heritage",
    "gold",
    "scarf",
    "craft",
    "Paris",
    "Milano",
    "été",
    "soirée",
    "élégance",
    "über",
    "años",
    "bella",
    "moda",
    "perfume",
    "ambassador",
    "campaign",
    '"icon"',
    "it's",
    "50%",
    "back\\stage",
    "1/2",
    "&",
  ],
  space: " ",
  hashtags: [
    "fashion",
    "luxury",
    "style",
    "ootd",
    "vintage",
    "bag",
    "Bags",
    "fragrance",
    "moda",
    "été",
    "runway",
    "FW24",
    "preloved",
    "authentic",
    "streetstyle",
    "cafe\u0301",
    "man~ana",
    "2024",
  ],
}

const thai: Script = {
  words: ["กระเป๋า", "สวยมาก", "ของแท้", "พร้อมส่ง", "ราคา", "ใหม่", "น้ำหอม", "วันนี้", "ชอบ", "ที่สุด", "หนังแท้"],
  space: "",
  hashtags: ["กระเป๋าแบรนด์เนม", "ของแท้", "พร้อมส่ง", "แฟชั่น"],
}

const japanese: Script = {
  words: [
    "新作",
    "バッグ",
    "を",
    "今日",
    "の",
    "コーデ",
    "かわいい",
    "お出かけ",
    "財布",
    "香水",
    "が",
    "大好き",
    "です",
    "。",
  ],
  space: "",
  hashtags: ["コーデ", "ブランド買取", "ヴィンテージ", "今日の服", "バッグ好き"],
}

const korean: Script = {
  words: [
    "오늘",
    "가방",
    "신상",
    "너무",
    "예쁘다",
    "명품",
    "선물",
    "가죽",
    "향수",
    "서울",
    "데일리룩",
    "좋아요",
  ],
  space: " ",
  hashtags: ["명품", "데일리룩", "신상", "가방스타그램", "서울"],
}

const arabic: Script = {
  words: ["حقيبة", "جديدة", "فاخرة", "عطر", "اليوم", "من", "أجمل", "جلد", "هدية", "أصلية", "دبي"],
  space: " ",
  hashtags: ["حقائب", "عطور", "دبي", "موضة", "فخامة"],
}

const cyrillic: Script = {
  words: [
    "новая",
    "сумка",
    "в",
    "наличии",
    "кожа",
    "духи",
    "красота",
    "сегодня",
    "и",
    "подарок",
    "ёлка",
    "Москва",
  ],
  space: " ",
  hashtags: ["мода", "сумки", "стиль", "оригинал", "духи"],
}

const chinese: Script = {
  words: ["新款", "包包", "很", "漂亮", "香水", "今天", "的", "皮革", "禮物", "喜歡", "，", "現貨", "台北"],
  space: "",
  hashtags: ["時尚", "包包", "穿搭", "二手精品", "現貨"],
}

const emoji: Script = {
  words: ["🖤", "✨", "👜", "👠", "🇫🇷", "🇮🇹", "👩🏽‍🎤", "❤️", "🥰", "💎", "☕️", "1️⃣"],
  space: "",
  hashtags: ["✨", "👜lover", "lux🖤"],
}

/** Letters followed by their marks, not composed ones. */
const combining: Script = {
  words: [
    "e\u0301le\u0301gance",
    "n\u0303andu\u0301",
    "Vie\u0323\u0302t",
    "tu\u0301i",
    "xa\u0301ch",
    "đe\u0323p",
    "a\u030angstrom",
  ],
  space: " ",
  hashtags: ["tu\u0301ixa\u0301ch", "e\u0301te\u0301", "haute_coutu\u0300re"],
}

/** The scripts in which others write; Latin is more frequent than the others. */
export const scripts: readonly [Script, ...Script[]] = [
  latin,
  latin,
  latin,
  latin,
  thai,
  japanese,
  japanese,
  korean,
  arabic,
  cyrillic,
  chinese,
  emoji,
  combining,
]

/** The hashtags of captions, in lower case, without those that hold an emoji. */
export const hashtagsInUse: readonly string[] = [
  ...new Set(
    scripts
      .filter((script) => script !== emoji)
      .flatMap(({ hashtags }) => hashtags)
      .map((tag) => tag.toLowerCase()),
  ),
]
