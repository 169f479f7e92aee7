import { Route, Routes } from "react-router";
import { DeleteAccount } from "./delete-account.tsx";
import { Documents } from "./documents.tsx";
import { ForPerson } from "./for-person.tsx";
import { Frame } from "./frame.tsx";
import { Home } from "./home.tsx";
import { NotFound } from "./not-found.tsx";
import { OneRequest } from "./one-request.tsx";
import { Privacy } from "./privacy.tsx";
import { Restrict } from "./restrict.tsx";
import { TakeData } from "./take-data.tsx";

/** The pages of people. `/privacy` is public, and its address is printed in letters: it stays. */
export const Portal = () => (
  <Frame>
    <Routes>
      <Route path="/" element={<Home />} />
      <Route path="/callback" element={<Home />} />
      <Route path="/privacy" element={<Privacy />} />
      <Route
        path="/delete"
        element={
          <ForPerson>
            <DeleteAccount />
          </ForPerson>
        }
      />
      <Route
        path="/restrict"
        element={
          <ForPerson>
            <Restrict />
          </ForPerson>
        }
      />
      <Route
        path="/export"
        element={
          <ForPerson>
            <TakeData />
          </ForPerson>
        }
      />
      <Route
        path="/requests/:requestId"
        element={
          <ForPerson>
            <OneRequest />
          </ForPerson>
        }
      />
      <Route
        path="/documents"
        element={
          <ForPerson>
            <Documents />
          </ForPerson>
        }
      />
      <Route path="*" element={<NotFound />} />
    </Routes>
  </Frame>
);
