import { Document, isMap, isScalar, isSeq, visit } from 'yaml';

/** YAML that people read: lists of words on one line, no aliases. */
export function toYaml(value: unknown): string {
	const document = new Document(value, { aliasDuplicateObjects: false });
	visit(document, {
		Seq(_, seq) {
			if (seq.items.every((item) => isScalar(item))) seq.flow = true;
		},
		Map(_, map) {
			const values = map.items.map(({ value: inner }) => inner);
			const isSmall = map.items.length <= 4 && values.every((inner) => isScalar(inner));
			if (isSmall && JSON.stringify(map.toJSON()).length < 80) map.flow = true;
		}
	});
	for (const item of isMap(document.contents) ? document.contents.items : []) {
		if (isSeq(item.value)) item.value.flow = false;
		if (isMap(item.value)) item.value.flow = false;
	}
	return document.toString({ lineWidth: 100, singleQuote: true, flowCollectionPadding: true });
}
