-- 0055_provision_places: provisions are found by the places whose law they are.

-- All derived values are drawn anew.
DELETE FROM settings WHERE name = 'words_version';
