/** Shapes of the service's answers (only what the page reads). */

export interface Bilingual {
  en: string;
  es: string;
}

export interface NamedClass {
  name: string;
  title: Bilingual;
}

export interface Attribute {
  name: string;
  title: Bilingual;
  less?: Bilingual;
  more?: Bilingual;
  range: [number, number];
  separability: number;
  stability?: number;
  group?: Bilingual;
  method?: 'mean-difference' | 'refined';
  share?: number | null;
  co_occurrence?: Record<string, { with: number; without: number }>;
  effect?: Effect | null;
  mean_difference_effect?: Effect | null;
  /** Of one's own sliders only, which no card has. */
  direction?: number[];
}

/** What the judge saw when a direction was tried on the test images. */
export interface Effect {
  alphas?: number[];
  probability?: number[];
  gained: number | null;
  lost: number | null;
  monotonicity: number;
  drift_at: number;
  flips: number;
  drift?: Record<string, number>;
  mean_drift: number;
  mean_change: number;
  background: number;
}

export interface Preset {
  id: string;
  title: Bilingual;
  edits: Record<string, number>;
}

export interface ConditionAttribute {
  name: string;
  title: Bilingual;
  mean: number;
}

/** Something that the judge may speak of, and how often it is right on test photographs. */
export interface JudgedAttribute {
  name: string;
  title: Bilingual;
  accuracy?: number | null;
  balanced_accuracy?: number | null;
}

/** What a conditional model is told: a class, or values of attributes in [0, 1]. */
export type Label = number | Record<string, number>;

export interface Card {
  id: string;
  title: Bilingual;
  description?: Bilingual;
  family: string;
  dataset: string;
  image: { width: number; height: number; channels: number };
  latent_dim: number;
  condition: null | { kind: 'class'; classes: NamedClass[] } | { kind: 'attributes'; attributes: ConditionAttribute[] };
  classes?: NamedClass[];
  attributes: Attribute[];
  presets?: Preset[];
  alignment?: null | { left_eye: [number, number]; right_eye: [number, number] };
  judge?: null | { attributes: JudgedAttribute[] };
  gallery?: { id: string; label?: Bilingual; class_index?: number | null }[];
  cautions?: Bilingual[];
  priors: string[];
  metrics: Record<string, unknown>;
  weights: { sha256: string; parameters: number; bytes: number };
  license: string;
  training: Record<string, unknown>;
  libraries?: Record<string, string>;
  limits?: { max_images: number };
}

export interface GalleryItem {
  id: string;
  label: Bilingual | string;
  class: number | null;
  condition?: Record<string, number> | null;
  latent: number[];
  image: string;
  reconstruction?: string;
}

export type Condition = { class: number | string } | { attributes: Record<string, number> };

/** What the judge says of a picture: a probability for each attribute. */
export type Judgement = Record<string, number>;

/** Answer of `align`. */
export interface Alignment {
  width: number;
  height: number;
  faces: import('./lib/crop.js').Crop[];
  crop: import('./lib/crop.js').Crop;
  found: boolean;
  detector?: string | null;
}

export type Point = { latent: number[] } | { image: string } | { seed: number } | { gallery: string };

export interface Pictures {
  images: string[];
  latents: number[][];
  judgements?: Judgement[];
}

export interface Samples extends Pictures {
  seed: number;
}

export interface Path extends Pictures {
  alphas: number[];
  typicality: number[];
}

export interface Encoded {
  latents: number[][];
  log_variances: number[][] | null;
  reconstructions: string[];
  errors: number[];
  inverted?: boolean[];
  inputs?: string[];
  judgements?: Judgement[];
  input_judgements?: Judgement[];
}

/** Answer of `map/locate`: the latents at places of a map. */
export interface Located {
  latents: number[][];
  distances: number[];
  nearest: number[];
}

/** Answer of `directions`. */
export interface OwnDirection {
  direction: number[];
  separability: number;
  stability: number;
}

/** What the panel shows as a curl line. */
export interface RequestLine {
  model: string;
  call: string;
  body: Record<string, unknown>;
  accept?: string;
  output?: string;
}
