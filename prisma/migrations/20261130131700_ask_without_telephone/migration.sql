-- A neighbour who asks at the door may have no telephone; the public page still asks for one.
ALTER TABLE public_request ALTER COLUMN sender_phone DROP NOT NULL;
