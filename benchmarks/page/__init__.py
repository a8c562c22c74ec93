"""How light the page is: what it loads, how soon a picture is there, and how it moves."""
