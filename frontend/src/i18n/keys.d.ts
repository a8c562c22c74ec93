/** The names of all texts: those of the whole page, and those of single screens. */
export type Key =
  | keyof typeof import('./en.js').en
  | keyof typeof import('./en-collection.js').enCollection
  | keyof typeof import('./en-compare.js').enCompare
  | keyof typeof import('./en-history.js').enHistory
  | keyof typeof import('./en-key.js').enKey
  | keyof typeof import('./en-map.js').enMap
  | keyof typeof import('./en-models.js').enModels
  | keyof typeof import('./en-posterior.js').enPosterior
  | keyof typeof import('./en-studio.js').enStudio;
