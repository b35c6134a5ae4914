-- The public form writes requests again: docs/adr/0027.
ALTER TYPE request_channel ADD VALUE 'public_form';
