import { expect, test } from 'vitest';
import { addressIn } from './address.ts';

test.each([
	'https://food.example/kiosk/',
	'https://food.example:8443/kiosk',
	'http://localhost:8090/kiosk/?doors=simulated',
	'http://kiosk.localhost/kiosk/',
	'http://127.0.0.1:8090/kiosk/',
	'http://[::1]:8090/kiosk/'
])('%s may be a kiosk', (url) => {
	expect(addressIn(`#${url}`)).toMatchObject({ kind: 'kiosk', url });
});

test('a code that comes along is used and never shown', () => {
	expect(addressIn('#https://food.example/kiosk/?doors=serial#ABCD-EFGH')).toEqual({
		kind: 'kiosk',
		url: 'https://food.example/kiosk/?doors=serial#ABCD-EFGH',
		shown: 'https://food.example/kiosk/'
	});
	expect(JSON.stringify(addressIn('#food.example/kiosk/#ABCD-EFGH'))).not.toContain('ABCD');
	expect(JSON.stringify(addressIn('#http://food.example/kiosk/#ABCD-EFGH'))).not.toContain('ABCD');
});

test.each(['', '#', '# '])('%j is none', (hash) => {
	expect(addressIn(hash)).toEqual({ kind: 'addressMissing' });
});

test.each([
	['food.example/kiosk/', 'food.example/kiosk/'],
	['http://food.example/kiosk/', 'http://food.example/kiosk/'],
	['http://localhost.food.example/kiosk/', 'http://localhost.food.example/kiosk/'],
	['https://food.example/', 'https://food.example/'],
	['https://food.example/kiosks/', 'https://food.example/kiosks/'],
	['javascript:alert(1)', 'javascript:alert(1)'],
	['file:///usr/share/kiosk/', 'file:/usr/share/kiosk/']
])('%s cannot be one', (text, shown) => {
	expect(addressIn(`#${text}`)).toEqual({ kind: 'addressInvalid', shown });
});
