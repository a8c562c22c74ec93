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
}

export interface Card {
  id: string;
  title: Bilingual;
  description?: Bilingual;
  family: string;
  dataset: string;
  image: { width: number; height: number; channels: number };
  latent_dim: number;
  condition: null | { kind: 'class'; classes: NamedClass[] } | { kind: 'attributes'; attributes: unknown[] };
  classes?: NamedClass[];
  attributes: Attribute[];
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
  latent: number[];
  image: string;
  reconstruction?: string;
}

export type Condition = { class: number | string };

export type Point = { latent: number[] } | { image: string } | { seed: number } | { gallery: string };

export interface Pictures {
  images: string[];
  latents: number[][];
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
}

/** What the panel shows as a curl line. */
export interface RequestLine {
  model: string;
  call: string;
  body: Record<string, unknown>;
  accept?: string;
  output?: string;
}
