const english = { en: (): void => undefined };

/**
 * In the bundle this stands for `ajv-i18n`, with which yaml-language-server words faults of schemas. Ours have none that
 * a user could see. The module it stands for has only a default export.
 */
const localizers = { ...english, default: english };

export { localizers as default };
