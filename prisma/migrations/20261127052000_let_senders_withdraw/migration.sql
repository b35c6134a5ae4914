-- Somebody who asked on the public page may withdraw there, without an account.
ALTER TABLE support_request_closure ALTER COLUMN closed_by DROP NOT NULL,
  ADD CONSTRAINT support_request_closure_closed_by CHECK (closed_by IS NOT NULL OR kind = 'withdrawn');
