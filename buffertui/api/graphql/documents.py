"""Every document that the program can send, as text; each selects only what is read.

Mutations ask for little (GraphQL reference, section 3.4): a non-null field that fails inside an answer would take the
whole answer with it, after the work was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CHANNEL_ROW = """
fragment ChannelRow on Channel {
  id
  service
  type
  name
  displayName
  descriptor
  timezone
  isDisconnected
  isLocked
  isQueuePaused
  postingSchedule { day paused times }
  metadata {
    __typename
    ... on PinterestMetadata { boards { serviceId name } }
  }
}
"""

_POST_ROW = """
fragment PostRow on Post {
  id
  channelId
  channelService
  status
  text
  dueAt
  sentAt
  createdAt
  updatedAt
  via
  isCustomScheduled
  externalLink
  author { name }
  error { message supportUrl }
  assets {
    __typename
    type
    mimeType
    source
    thumbnail
    ... on ImageAsset { image { altText } }
  }
  tags { id name color }
  metadata {
    __typename
    ... on CommonPostMetadata { type }
    ... on ThreadedPostMetadata { thread { text } }
    ... on FacebookPostMetadata { firstComment linkAttachment { ...LinkRow } }
    ... on LinkedInPostMetadata { firstComment linkAttachment { ...LinkRow } }
    ... on InstagramPostMetadata { firstComment shouldShareToFeed }
    ... on ThreadsPostMetadata { topic linkAttachment { ...LinkRow } }
    ... on BlueskyPostMetadata { linkAttachment { ...LinkRow } }
    ... on MastodonPostMetadata { spoilerText }
    ... on PinterestPostMetadata { title url board { serviceId } }
    ... on YoutubePostMetadata { title privacy madeForKids category { categoryId } }
    ... on TiktokPostMetadata { title }
    ... on GoogleBusinessPostMetadata {
      title
      details {
        __typename
        ... on GoogleBusinessWhatsNewMetaData { button link }
        ... on GoogleBusinessOfferMetaData { title startDate endDate code link terms }
        ... on GoogleBusinessEventMetaData { title startDate endDate isFullDayEvent button link }
      }
    }
  }
}

fragment LinkRow on LinkAttachment { url title text thumbnail }
"""

_METRICS = """
fragment PostMetrics on Post { metrics { type value } }
"""

_PROBLEM = """
fragment MutationProblem on MutationError {
  message
  ... on RestProxyError { code link }
}
"""

_PAGE = "pageInfo { hasNextPage endCursor }"

_ORGANIZATIONS = "organizations { id name channelCount }"

MAIN_PAGE = 50
"""Rows of the lists on the main screen at most."""

UNSENT_PAGE = 25
"""Rows of what is neither waiting nor sent on the main screen."""

VIEWER = f"query Viewer {{ account {{ id email name timezone {_ORGANIZATIONS} }} }}"

CHANNELS = """
query Channels($channels: ChannelsInput!, $waiting: PostsInput!) {
  channels(input: $channels) { ...ChannelRow }
  counted: posts(input: $waiting, first: 100) {
    edges { node { channelId } }
    pageInfo { hasNextPage }
  }
}
""" + _CHANNEL_ROW

CHANNEL = """
query Channel($input: ChannelInput!) {
  channel(input: $input) { ...ChannelRow }
}
""" + _CHANNEL_ROW

SCHEDULE = """
query PostingSchedule($input: ChannelInput!) {
  channel(input: $input) {
    id
    postingSchedule { day paused times }
  }
}
"""

_LIMITS = "dailyPostingLimits(input: $limits) { channelId limit scheduled sent isAtLimit }"

LIMITS = f"query DailyLimits($limits: DailyPostingLimitsInput!) {{ {_LIMITS} }}"

THREAD = """
query ThreadAssets($input: PostInput!) {
  post(input: $input) {
    metadata {
      ... on ThreadedPostMetadata {
        thread { assets { type mimeType source thumbnail ... on ImageAsset { image { altText } } } }
      }
    }
  }
}
"""

CREATE = """
mutation CreatePost($input: CreatePostInput!) {
  createPost(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt shareMode } }
    ...MutationProblem
  }
}
""" + _PROBLEM

EDIT = """
mutation EditPost($input: EditPostInput!) {
  editPost(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt shareMode isCustomScheduled } }
    ...MutationProblem
  }
}
""" + _PROBLEM

DELETE = """
mutation DeletePost($input: DeletePostInput!) {
  deletePost(input: $input) {
    __typename
    ... on DeletePostSuccess { id }
    ...MutationProblem
  }
}
""" + _PROBLEM

MOVE = """
mutation MovePost($input: MovePostInQueueInput!) {
  movePostInQueue(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt } }
    ...MutationProblem
  }
}
""" + _PROBLEM


def posts(*, metrics: bool) -> str:
    """A page of posts (sections 9.5 to 9.8), with what they reached where metrics are given to this key."""
    return (
        "query Posts($input: PostsInput!, $first: Int!, $after: String) {"
        f" posts(input: $input, first: $first, after: $after) {{ edges {{ node {{ {_row(metrics)} }} }} {_PAGE} }} }}"
        + _fragments(metrics)
    )


def post(*, metrics: bool) -> str:
    """One post (section 9.9)."""
    return f"query PostDetail($input: PostInput!) {{ post(input: $input) {{ {_row(metrics)} }} }}" + _fragments(metrics)


def main_screen(*, metrics: bool, limits: bool = False) -> str:
    """Account, channels, what waits, what was sent and what is neither, in one request (section 9.4).

    ``limits`` are the daily ones; they are asked for by the ids of channels, which must be known.
    """
    return (
        "query MainScreen($channels: ChannelsInput!, $waiting: PostsInput!, $pending: PostsInput!, $sent: PostsInput!,"
        " $unsent: PostsInput!, $first: Int!" + (", $limits: DailyPostingLimitsInput!" if limits else "") + ") {"
        f" account {{ id email name timezone {_ORGANIZATIONS} }}"
        " channels(input: $channels) { ...ChannelRow }"
        " counted: posts(input: $waiting, first: 100) { edges { node { channelId } } pageInfo { hasNextPage } }"
        f" pending: posts(input: $pending, first: $first) {{ edges {{ node {{ ...PostRow }} }} {_PAGE} }}"
        f" sent: posts(input: $sent, first: $first) {{ edges {{ node {{ {_row(metrics)} }} }} {_PAGE} }}"
        f" unsent: posts(input: $unsent, first: {UNSENT_PAGE}) {{ edges {{ node {{ ...PostRow }} }} {_PAGE} }}"
        + (f" {_LIMITS}" if limits else "") + " }" + _CHANNEL_ROW + _fragments(metrics)
    )


def _row(metrics: bool) -> str:
    return "...PostRow ...PostMetrics" if metrics else "...PostRow"


def _fragments(metrics: bool) -> str:
    return _POST_ROW + _METRICS if metrics else _POST_ROW


ALL: Mapping[str, str] = MappingProxyType({
    "Viewer": VIEWER,
    "Channels": CHANNELS,
    "Channel": CHANNEL,
    "PostingSchedule": SCHEDULE,
    "DailyLimits": LIMITS,
    "ThreadAssets": THREAD,
    "CreatePost": CREATE,
    "EditPost": EDIT,
    "DeletePost": DELETE,
    "MovePost": MOVE,
    "Posts": posts(metrics=False),
    "SentPosts": posts(metrics=True),
    "PostDetail": post(metrics=True),
    "PostDetail without metrics": post(metrics=False),
    "MainScreen": main_screen(metrics=True),
    "MainScreen without metrics": main_screen(metrics=False),
    "MainScreen with limits": main_screen(metrics=True, limits=True),
    "MainScreen with limits, without metrics": main_screen(metrics=False, limits=True),
})
"""All of them, for the test that holds them against the schema."""
