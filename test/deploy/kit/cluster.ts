/** What a deployment runs, and how its parts reach each other. */
export interface Cluster {
  readonly pods: readonly Pod[]
  /** The addresses that names stand for, wherever they are asked for. */
  readonly names: Readonly<Record<string, string>>
  /** Addresses (`host:port`) that lead on to others, in turn. */
  readonly routes: readonly Route[]
  /** Where visitors find the product page, as `host:port`. */
  readonly productpage: string
  /** Where Jaeger shows its traces, as `host:port`. */
  readonly jaeger: string
}

/** Containers that share a network namespace. */
export interface Pod {
  readonly name: string
  readonly address: string
  readonly containers: readonly Container[]
  /** What is mounted, by the path that it has in the containers. */
  readonly files: Readonly<Record<string, string>>
}

/** A program of a pod. */
export interface Container {
  readonly name: string
  readonly command: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** How it is asked whether it is well: by a program beside it, or from the node. */
  readonly health?: { readonly command: readonly string[] } | { readonly url: string }
}

/** An address that leads on to others. */
export interface Route {
  readonly from: string
  readonly to: readonly string[]
}

/** The address of the pod of this number, within the network of a sandbox. */
export function podAddress(index: number): string {
  return `10.77.0.${index + 10}`
}
