type Modules = Readonly<Record<string, Readonly<Record<string, { prototype?: object }>>>>

// The classes that have instances before the app's first line, by the modules that they are in.
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  http: ['Server', 'ClientRequest', 'Agent'],
  https: ['Server'],
}

/**
 * The prototypes of classes that may have instances already, where Waybill is not started first. What is not loaded is
 * not loaded for this: it takes its time.
 */
export function loadedClasses(): object[] {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  const names = Object.keys(CLASSES).filter(
    (name) => !moduleLoadList || moduleLoadList.includes(`NativeModule ${name}`),
  )
  const modules = Object.fromEntries(
    names.map((name) => [name, process.getBuiltinModule(`node:${name}`)]),
  ) as unknown as Modules
  const known = names.flatMap((name) =>
    (CLASSES[name] ?? []).flatMap((key) => modules[name]?.[key]?.prototype ?? []),
  )
  const dispatchers = [1, 2].flatMap(
    (version) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`)) ?? [],
  ) as object[]
  return [...known, ...dispatchers.map((one) => Object.getPrototypeOf(one) as object)]
}
