"""The demo clinic: invented men with believable courses, dated relative to the day.

    plans       how the course of one man is written down, as a script of days before today
    courses     the men, room by room
    sampling    what is drawn at random, from published distributions
    body        what his blood would show on a day, given what he takes
    visits      when blood is drawn
    laboratories  how three laboratories measure and print it
    catalogue     what the clinic has noted about them
    bones       what a scanner prints
    telling     what he says about how he feels
    mistakes    what was typed wrong at first
    men         all of it put together: pure, the same every time
    staff, writing, deciding   what reaches the database

No man, value or name here comes from a person.
"""

DEMO_SLUG = "demo"
