{{! The hashtags of a relation's captions: one row (media_id, related_hashtag) for each time a hashtag is written.

    A hashtag is # and then one or more characters that are neither # nor a space, tab, line feed or carriage return.
    From the first # on, every piece between two # starts with one, which ends at the first blank; a piece that starts
    with a blank is none. Captions repeat from collection to collection: each is split once. }}
{{#macro "hashtags" "relation"}}
select media_id, '#' || split_part(cast(piece as varchar(65535)), ' ', 1) as related_hashtag
from (
  select
    media_id,
    split_to_array(
      translate(substring(caption, strpos(caption, '#')), chr(9) || chr(10) || chr(13), '   '), '#'
    ) as pieces
  from (
    select distinct media_id, caption
    from {{relation}}
    where strpos(caption, '#') > 0
  ) as captions
) as split_captions, split_captions.pieces as piece
where split_part(cast(piece as varchar(65535)), ' ', 1) <> ''
{{/macro}}
